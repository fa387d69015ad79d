import type { Geometry } from '../kernels/placement.js';

/** Boxes at `indexes`, from pixels of the input to pixels of the source, clipped to the frame. */
export function sourceBoxes(boxes: Float32Array, indexes: Int32Array, geometry: Geometry): Float32Array {
  const { scaleX, scaleY, offsetX, offsetY, sourceWidth, sourceHeight } = geometry;
  const result = new Float32Array(4 * indexes.length);
  indexes.forEach((index, i) => {
    result[4 * i] = clip((boxes[4 * index]! - offsetX) / scaleX, sourceWidth);
    result[4 * i + 1] = clip((boxes[4 * index + 1]! - offsetY) / scaleY, sourceHeight);
    result[4 * i + 2] = clip((boxes[4 * index + 2]! - offsetX) / scaleX, sourceWidth);
    result[4 * i + 3] = clip((boxes[4 * index + 3]! - offsetY) / scaleY, sourceHeight);
  });
  return result;
}

function clip(value: number, size: number): number {
  return Math.min(size, Math.max(0, value));
}
