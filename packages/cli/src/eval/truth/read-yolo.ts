import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { FarsightError } from '@farsight/client';
import { polygonMask } from '../metrics/mask-polygon.js';
import { imageNames } from './image-names.js';
import { invalidTruth, someOf } from './invalid-truth.js';
import {
  summaryOf,
  type AnnotatedObject,
  type AnnotatedPicture,
  type Category,
  type ObjectTruth,
  type PictureSize,
} from './object-truth.js';
import { linesOf, readTruthText } from './read-text.js';
import { readYoloLine, type YoloObject } from './yolo-line.js';
import { readYoloNames } from './yolo-names.js';

/** What a person covers of the box around them, where nothing says it: xtcocotools' figure, which Ultralytics uses too. */
const coveredByPerson = 0.53;

/** Files beside the labels that are none. */
const otherTexts = new Set(['classes.txt', 'train.txt', 'val.txt', 'test.txt']);

/**
 * Reads labels in YOLO's form: a text file per picture, named like it, an object per line. Pictures without a file have no
 * objects. Names of classes come from `data.yaml` or `classes.txt` in the folder or the one above; without, numbers are the
 * network's own.
 *
 * @throws FarsightError INVALID_ARGUMENT that names file and line
 */
export async function readYolo(folder: string, imagesFolder: string): Promise<ObjectTruth> {
  const labels = (await filesIn(folder)).filter((name) => name.endsWith('.txt') && !otherTexts.has(name));
  if (labels.length === 0) throw invalidTruth(folder, 'a text file of labels per picture', 'none');
  const names = await readYoloNames(folder);
  const images = await imageNames(imagesFolder);
  checkPictures(labels, images, folder, imagesFolder);
  const withLabels = new Set(labels);
  const pictures: AnnotatedPicture[] = [];
  for (const file of images) {
    const label = `${parse(file).name}.txt`;
    const objects = withLabels.has(label) ? await readLabels(join(folder, label)) : [];
    pictures.push(pictureOf(file, objects));
  }
  return { categories: categoriesOf(names, pictures), pictures };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

function checkPictures(
  labels: readonly string[],
  images: readonly string[],
  folder: string,
  imagesFolder: string,
): void {
  const stems = new Set(images.map((name) => parse(name).name));
  const missing = labels.map((name) => parse(name).name).filter((stem) => !stems.has(stem));
  if (missing.length === 0) return;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `${imagesFolder} has no images for ${missing.length} of ${labels.length} files of ${folder}: ${someOf(missing)}.`,
  );
}

async function readLabels(path: string): Promise<readonly YoloObject[]> {
  return linesOf(await readTruthText(path)).map(({ number, text }) =>
    readYoloLine(text, `${path}:${number}`),
  );
}

function categoriesOf(
  names: ReadonlyMap<number, string> | undefined,
  pictures: readonly AnnotatedPicture[],
): readonly Category[] {
  const used = pictures.flatMap(({ categories }) => [...categories.keys()]);
  const ids = [...new Set([...(names?.keys() ?? []), ...used])].sort((a, b) => a - b);
  return ids.map((id) => ({ id, name: names === undefined ? undefined : (names.get(id) ?? `class ${id}`) }));
}

function pictureOf(file: string, objects: readonly YoloObject[]): AnnotatedPicture {
  const annotations = objects.map(({ classId, keypoints, polygon }) => ({
    categoryId: classId,
    keypoints,
    hasMask: polygon !== undefined,
  }));
  return {
    file,
    size: undefined,
    ...summaryOf(annotations),
    objects: (size, withMasks = false) => objects.map((object) => inPixels(object, size, withMasks)),
  };
}

function inPixels(
  { classId, box: [cx, cy, w, h], keypoints, polygon }: YoloObject,
  { width, height }: PictureSize,
  withMasks: boolean,
): AnnotatedObject {
  const scales = [width, height, 1];
  const area = w * width * h * height;
  return {
    categoryId: classId,
    box: [(cx - w / 2) * width, (cy - h / 2) * height, w * width, h * height],
    area: keypoints === undefined ? area : area * coveredByPerson,
    crowd: false,
    ...(keypoints !== undefined && { keypoints: keypoints.map((value, i) => value * (scales[i % 3] ?? 1)) }),
    ...(withMasks &&
      polygon !== undefined && {
        mask: polygonMask(
          polygon.map((value, i) => value * (i % 2 === 0 ? width : height)),
          width,
          height,
        ),
      }),
  };
}
