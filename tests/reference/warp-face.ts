import type { PixelFrame } from '@farsight/protocol';
import type { ExpectedFaceVector } from './expected-tasks.js';

const side = 112;

/** The aligned face that a matrix of the reference makes of a picture: bilinear, black beyond it. In plain words, slow. */
export function warpFace(
  frame: PixelFrame,
  [[a, b, c], [d, e, f]]: ExpectedFaceVector['matrix'],
): PixelFrame {
  const determinant = a * e - b * d;
  const data = new Uint8Array(3 * side * side);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    const u = (pixel % side) - c;
    const v = Math.floor(pixel / side) - f;
    data[i] = Math.round(
      bilinear(frame, (e * u - b * v) / determinant, (a * v - d * u) / determinant, i % 3),
    );
  }
  return {
    width: side,
    height: side,
    format: 'rgb24',
    strideBytes: 3 * side,
    data,
    [Symbol.dispose]: () => undefined,
  };
}

function bilinear(
  { width, height, strideBytes, data }: PixelFrame,
  x: number,
  y: number,
  channel: number,
): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const level = (column: number, row: number): number => {
    const isInside = column >= 0 && row >= 0 && column < width && row < height;
    return isInside ? data[row * strideBytes + 3 * column + channel]! : 0;
  };
  const row = (at: number): number => level(left, at) * (left + 1 - x) + level(left + 1, at) * (x - left);
  return row(top) * (top + 1 - y) + row(top + 1) * (y - top);
}
