import { roundHalfEven } from '../rounding.js';

/** A picture of `channels` bytes per pixel, rows without gaps. */
export interface PlainPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/**
 * OpenCV's INTER_LINEAR written down one value at a time: the twin of the WebAssembly rows. Weights have 11 bits;
 * horizontal sums lose 4, vertical products 16, the rest is rounded.
 */
export function plainBilinear(source: PlainPicture, width: number, height: number): PlainPicture {
  const { channels } = source;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const row = neighbours(y, source.height, height, false);
    for (let x = 0; x < width; x++) {
      const column = neighbours(x, source.width, width, true);
      for (let c = 0; c < channels; c++) {
        const across = (sy: number): number => {
          const inside = Math.min(source.height - 1, Math.max(0, sy));
          const first = level(source, column.at, inside, c) * column.weights[0];
          const second = level(source, column.at + 1, inside, c) * column.weights[1];
          return (first + second) >> 4;
        };
        const above = (row.weights[0] * across(row.at)) >> 16;
        const below = (row.weights[1] * across(row.at + 1)) >> 16;
        data[(y * width + x) * channels + c] = (above + below + 2) >> 2;
      }
    }
  }
  return { width, height, channels, data };
}

function level({ width, channels, data }: PlainPicture, x: number, y: number, c: number): number {
  return data[(y * width + Math.min(width - 1, x)) * channels + c]!;
}

function neighbours(
  index: number,
  sourceSize: number,
  size: number,
  isColumn: boolean,
): { at: number; weights: [number, number] } {
  const position = Math.fround((index + 0.5) * (1 / (size / sourceSize)) - 0.5);
  const at = Math.floor(position);
  const part = Math.fround(position - at);
  if (isColumn && at < 0) return { at: 0, weights: [2048, 0] };
  if (isColumn && at >= sourceSize - 1) return { at: sourceSize - 1, weights: [2048, 0] };
  return { at, weights: [roundHalfEven(Math.fround(1 - part) * 2048), roundHalfEven(part * 2048)] };
}

/**
 * Pillow's bilinear resize in floating point: what its fixed point stands for. Levels may differ by one, as it rounds
 * twice.
 */
export function plainTriangle(source: PlainPicture, width: number, height: number): PlainPicture {
  const { channels } = source;
  const columns = triangleWeights(source.width, width);
  const rows = triangleWeights(source.height, height);
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (const [sy, weightY] of rows[y]!) {
          for (const [sx, weightX] of columns[x]!) sum += level(source, sx, sy, c) * weightX * weightY;
        }
        data[(y * width + x) * channels + c] = Math.round(sum);
      }
    }
  }
  return { width, height, channels, data };
}

/** For each place of the result, source places and their weights, which sum to 1. */
function triangleWeights(sourceSize: number, size: number): [number, number][][] {
  const scale = sourceSize / size;
  const reach = Math.max(1, scale);
  return Array.from({ length: size }, (_, i) => {
    const center = (i + 0.5) * scale;
    const pairs = Array.from({ length: sourceSize }, (_value, s): [number, number] => [
      s,
      Math.max(0, 1 - Math.abs(s + 0.5 - center) / reach),
    ]).filter(([, weight]) => weight > 0);
    const sum = pairs.reduce((total, [, weight]) => total + weight, 0);
    return pairs.map(([s, weight]): [number, number] => [s, weight / sum]);
  });
}
