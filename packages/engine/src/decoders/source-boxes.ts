import type { Geometry } from '../kernels/placement.js';

/** Boxes at `indexes`, from pixels of the input to pixels of the source, clipped to the frame. */
export function sourceBoxes(boxes: Float32Array, indexes: Int32Array, geometry: Geometry): Float32Array {
  const result = new Float32Array(4 * indexes.length);
  indexes.forEach((index, i) => {
    for (let corner = 0; corner < 4; corner += 2) {
      const at = 4 * index + corner;
      result[4 * i + corner] = clippedX(boxes[at]!, geometry);
      result[4 * i + corner + 1] = clippedY(boxes[at + 1]!, geometry);
    }
  });
  return result;
}

/** From pixels of the input to pixels of the source, held within the frame. */
export function clippedX(x: number, { offsetX, scaleX, sourceWidth }: Geometry): number {
  return Math.min(sourceWidth, Math.max(0, (x - offsetX) / scaleX));
}

/** As {@link clippedX}. */
export function clippedY(y: number, { offsetY, scaleY, sourceHeight }: Geometry): number {
  return Math.min(sourceHeight, Math.max(0, (y - offsetY) / scaleY));
}
