import { ignored, optional } from '../yaml/parameter.js';
import { boolean, decimal, integer, numbers } from '../yaml/parameter-types.js';
import { preprocess } from './operator.js';
import type { OperatorContext } from './operator.js';

/**
 * Where ArcFace's training has eyes, nose and corners of the mouth, in pixels of a picture of 112x112
 * (https://github.com/deepinsight/insightface, `arcface_dst`).
 */
const arcFace = {
  size: 112,
  x: [38.2946, 73.5318, 56.0252, 41.5493, 70.7299],
  y: [51.6963, 51.5014, 71.7366, 92.3655, 92.2041],
} as const;

const points = optional(
  numbers(() => true, 'numbers'),
  undefined,
);
const side = optional(integer(0, 16_384), 0);

export const faceAlign = preprocess(
  {
    keypoints_submeta_key: ignored, // The landmarks are those of the task `where`.
    keypoints_key: ignored,
    width: side,
    height: side,
    padding: optional(decimal(0, 10), 0),
    template_keypoints_x: points,
    template_keypoints_y: points,
    save_aligned_images: ignored,
    use_self_normalizing: optional(boolean, false),
  },
  (values, context) => {
    if (values.use_self_normalizing) {
      throw context.site.unsupported(context.place, 'Aligning without a template (use_self_normalizing) is');
    }
    const width = values.width > 0 ? values.width : context.model.inputWidth;
    const height = values.height > 0 ? values.height : context.model.inputHeight;
    const { x, y } = templateOf(values.template_keypoints_x, values.template_keypoints_y, context);
    const place = placeOnto(values.padding);
    return [{ op: 'face-align', width, height, templateX: place(x, width), templateY: place(y, height) }];
  },
);

/** Fractions of the picture, or pixels. */
interface Template {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

function templateOf(
  x: readonly number[] | undefined,
  y: readonly number[] | undefined,
  { landmarks, place, site }: OperatorContext,
): Template {
  if (landmarks === undefined) {
    throw site.invalid(place, 'Expected a task on the boxes of one that has keypoints (source: roi, where).');
  }
  const template =
    x === undefined && y === undefined
      ? { x: arcFace.x.map(toFraction), y: arcFace.y.map(toFraction) }
      : { x, y };
  const count = template.x?.length ?? 0;
  if (template.x === undefined || template.y?.length !== count || count < 2) {
    throw site.invalid(
      place,
      'Expected two or more numbers for template_keypoints_x and as many for template_keypoints_y.',
    );
  }
  if (landmarks > 0 && landmarks !== count) {
    throw site.invalid(
      place,
      `Expected a template of ${landmarks} points, as many as the boxes have keypoints, but received ${count}.`,
    );
  }
  return { x: template.x, y: template.y };
}

function toFraction(pixels: number): number {
  return pixels / arcFace.size;
}

/** Moves the template in by a fraction at each side, as dlib's `extract_image_chip` does, and to pixels. */
function placeOnto(padding: number): (coordinates: readonly number[], size: number) => number[] {
  return (coordinates, size) => {
    const isFraction = coordinates.every((each) => Math.abs(each) <= 1);
    return coordinates.map((each) => {
      const fraction = isFraction ? each : each / size;
      return ((padding + fraction) / (2 * padding + 1)) * size;
    });
  };
}
