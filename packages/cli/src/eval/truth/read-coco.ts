import type { Box } from '../metrics/objects.js';
import { fieldsOf, integerAt, numbersAt, objectsAt, textAt, type Located } from './coco-fields.js';
import { readMask, type DrawMask } from './coco-masks.js';
import { invalidTruth } from './invalid-truth.js';
import {
  summaryOf,
  type AnnotatedObject,
  type AnnotatedPicture,
  type Category,
  type ObjectTruth,
  type PictureSize,
} from './object-truth.js';

/** An annotation, checked; its mask is drawn when it is needed. */
interface Annotation {
  readonly categoryId: number;
  readonly box: Box;
  readonly area: number;
  readonly crowd: boolean;
  readonly draw: DrawMask | undefined;
  readonly keypoints: readonly number[] | undefined;
}

/**
 * Reads annotations in COCO's form (`instances_*.json`, `person_keypoints_*.json`): pictures by growing id, as pycocotools
 * goes through them.
 *
 * @param path - for messages
 * @throws FarsightError INVALID_ARGUMENT that says where the text is wrong
 */
export function readCoco(text: string, path: string): ObjectTruth {
  const root = fieldsOf(path, parse(text, path));
  const categories = objectsAt(`${path}: categories`, root.categories).map((located): Category => ({
    id: integerAt(located, 'id'),
    name: textAt(located, 'name'),
  }));
  const annotations = readAnnotations(path, root.annotations, new Set(categories.map(({ id }) => id)));
  const pictures = objectsAt(`${path}: images`, root.images)
    .map((located) => ({ id: integerAt(located, 'id'), located }))
    .sort((a, b) => a.id - b.id)
    .map(({ id, located }) => pictureOf(located, annotations.get(id) ?? []));
  if (pictures.length === 0) throw invalidTruth(`${path}: images`, 'at least one picture', 'none');
  return { categories, pictures };
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidTruth(path, 'JSON', (error as Error).message);
  }
}

/** By picture, in the order of the file. */
function readAnnotations(
  path: string,
  value: unknown,
  categoryIds: ReadonlySet<number>,
): ReadonlyMap<number, readonly Annotation[]> {
  const byPicture = new Map<number, Annotation[]>();
  for (const located of objectsAt(`${path}: annotations`, value)) {
    const annotation = annotationOf(located);
    if (!categoryIds.has(annotation.categoryId)) {
      throw invalidTruth(`${located.where}.category_id`, 'the id of a category', annotation.categoryId);
    }
    const picture = integerAt(located, 'image_id');
    const others = byPicture.get(picture);
    if (others === undefined) byPicture.set(picture, [annotation]);
    else others.push(annotation);
  }
  return byPicture;
}

function annotationOf(located: Located): Annotation {
  const { where, fields } = located;
  const box = boxOf(`${where}.bbox`, fields.bbox);
  const area = fields.area ?? box[2] * box[3];
  if (!Number.isFinite(area)) throw invalidTruth(`${where}.area`, 'a number', area);
  const keypoints = fields.keypoints === undefined ? [] : numbersAt(`${where}.keypoints`, fields.keypoints);
  if (keypoints.length % 3 !== 0) {
    throw invalidTruth(`${where}.keypoints`, 'x, y and visibility of each', `${keypoints.length} numbers`);
  }
  return {
    categoryId: integerAt(located, 'category_id'),
    box,
    area: area as number,
    crowd: fields.iscrowd === 1 || fields.iscrowd === true,
    draw: readMask(`${where}.segmentation`, fields.segmentation),
    keypoints: keypoints.length > 0 ? keypoints : undefined,
  };
}

function boxOf(where: string, value: unknown): Box {
  const [x, y, width, height, ...more] = Array.isArray(value) ? numbersAt(where, value) : [];
  const isBox = x !== undefined && y !== undefined && more.length === 0;
  if (isBox && width !== undefined && height !== undefined && width >= 0 && height >= 0) {
    return [x, y, width, height];
  }
  throw invalidTruth(where, 'x, y, width and height of a box', value);
}

function pictureOf(located: Located, annotations: readonly Annotation[]): AnnotatedPicture {
  const { fields } = located;
  const isSized = fields.width !== undefined && fields.height !== undefined;
  return {
    file: textAt(located, 'file_name'),
    size: isSized ? { width: integerAt(located, 'width'), height: integerAt(located, 'height') } : undefined,
    ...summaryOf(annotations.map((one) => ({ ...one, hasMask: one.draw !== undefined }))),
    objects: (size, withMasks = false) =>
      annotations.map((annotation) => objectOf(annotation, size, withMasks)),
  };
}

function objectOf(
  { draw, keypoints, ...rest }: Annotation,
  size: PictureSize,
  withMasks: boolean,
): AnnotatedObject {
  return {
    ...rest,
    ...(keypoints !== undefined && { keypoints }),
    ...(withMasks && draw !== undefined && { mask: draw(size) }),
  };
}
