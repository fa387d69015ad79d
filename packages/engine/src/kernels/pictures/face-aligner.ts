import type { FaceAlignStep } from '../../definition.js';
import { invert, matrixMap } from './matrix.js';
import type { Picture } from './picture.js';
import { derivedPicture } from './picture.js';
import { similarity } from './similarity.js';
import { warpFrame } from './warp-frame.js';
import { affineTable } from './warp-table.js';

/**
 * A picture turned so that landmarks lie on a template, as `cv2.warpAffine` with INTER_LINEAR and zeros outside.
 *
 * @param landmarks x, y by turns, pixels of the source frame; as many points as the template has.
 * @returns undefined if the landmarks do not tell how: all in one place, or not numbers.
 */
export function alignFace(
  picture: Picture,
  step: FaceAlignStep,
  landmarks: Float64Array,
): Picture | undefined {
  const { width, height, templateX, templateY } = step;
  const points = landmarks.slice();
  picture.map?.fromSource(points);
  const matrix = similarity(points, interleave(templateX, templateY));
  const inverse = matrix && invert(matrix);
  if (matrix === undefined || inverse === undefined) return undefined;
  const pixels = warpFrame(picture.pixels, affineTable(inverse, width, height));
  return derivedPicture(picture, pixels, matrixMap(matrix, inverse));
}

function interleave(xs: readonly number[], ys: readonly number[]): number[] {
  return xs.flatMap((x, i) => [x, ys[i]!]);
}
