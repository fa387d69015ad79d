import { halfFromFloat } from './half-float.js';
import type { Affine } from './pixel-program.js';
import { isIdentity } from './pixel-program.js';
import { align } from './samplers/row-sampler.js';
import type { PixelMemory } from './wasm/pixels.js';

/** Types of input that pixels can be turned into. */
export type InputType = 'float32' | 'float16' | 'uint8';

/** What the network's input looks like. */
export interface InputShape {
  readonly type: InputType;
  readonly layout: 'NCHW' | 'NHWC';
  /** Both 0: as large as the frame. */
  readonly width: number;
  readonly height: number;
  /** 1 or 3. */
  readonly channels: number;
}

/** Values of the input; halves as their bits. */
export type InputData = Float32Array | Uint16Array | Uint8Array;

/** Halves of the 256 levels. */
const halfTableBytes = 512;

const elementBytes: Readonly<Record<InputType, number>> = { float32: 4, float16: 2, uint8: 1 };

/** Elements of the input. */
export function inputLength({ width, height, channels }: InputShape): number {
  return width * height * channels;
}

/** Bytes that the input takes of the kernels' memory, with the tables its writer keeps behind it; a multiple of 16. */
export function inputByteLength(shape: InputShape): number {
  return tableStart(shape) + halfTableBytes * shape.channels;
}

function tableStart(shape: InputShape): number {
  return align(inputLength(shape) * elementBytes[shape.type]);
}

/** The input's values in the kernels' memory, where they lie at the very beginning. */
export function inputView(shape: InputShape, buffer: ArrayBuffer): InputData {
  const length = inputLength(shape);
  if (shape.type === 'float32') return new Float32Array(buffer, 0, length);
  return shape.type === 'float16' ? new Uint16Array(buffer, 0, length) : new Uint8Array(buffer, 0, length);
}

/** The value of each of the 256 levels in each channel, in the input's type. */
export function levelTables(shape: InputShape, affine: Affine): InputData[] {
  return Array.from({ length: shape.channels }, (_, c) => {
    const scale = affine.scale[c] ?? 1;
    const bias = affine.bias[c] ?? 0;
    const values = Array.from({ length: 256 }, (_value, level) => level * scale + bias);
    if (shape.type === 'float32') return Float32Array.from(values);
    return shape.type === 'float16' ? Uint16Array.from(values, halfFromFloat) : Uint8Array.from(values);
  });
}

/**
 * Writes `count` pixels at `row` (4 bytes each, `lanes[c]` the byte of channel `c`) to column `x` of row `y` of the
 * input.
 */
export type WriteRow = (row: number, x: number, y: number, count: number, lanes: readonly number[]) => void;

/** The writer for an input. To be made again when the memory's buffer changed. */
export function rowWriter(shape: InputShape, affine: Affine, memory: PixelMemory): WriteRow {
  if (shape.layout === 'NCHW' && shape.type === 'float32') return planeWriter(shape, affine, memory);
  if (shape.layout === 'NCHW' && shape.type === 'float16') return halfWriter(shape, affine, memory);
  if (shape.layout === 'NHWC' && shape.channels === 3 && shape.type === 'uint8' && isIdentity(affine)) {
    return pixelWriter(shape, memory);
  }
  return tableWriter(shape, affine, memory);
}

function planeWriter(shape: InputShape, affine: Affine, { kernels }: PixelMemory): WriteRow {
  const { width, height, channels } = shape;
  return (row, x, y, count, lanes) => {
    for (let c = 0; c < channels; c++) {
      const dst = 4 * ((c * height + y) * width + x);
      kernels.storePlane(dst, count, row, lanes[c]!, affine.scale[c]!, affine.bias[c]!);
    }
  };
}

function halfWriter(shape: InputShape, affine: Affine, { kernels, buffer }: PixelMemory): WriteRow {
  const { width, height, channels } = shape;
  const start = tableStart(shape);
  const tables = new Uint16Array(buffer, start, 256 * channels);
  levelTables(shape, affine).forEach((table, c) => {
    tables.set(table, 256 * c);
  });
  return (row, x, y, count, lanes) => {
    for (let c = 0; c < channels; c++) {
      const dst = 2 * ((c * height + y) * width + x);
      kernels.storeHalves(dst, count, row, lanes[c]!, start + halfTableBytes * c);
    }
  };
}

function tableWriter(shape: InputShape, affine: Affine, memory: PixelMemory): WriteRow {
  const { width, height, channels } = shape;
  const tables = levelTables(shape, affine);
  const out = inputView(shape, memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  const planar = shape.layout === 'NCHW';
  const step = planar ? 1 : channels;
  return (row, x, y, count, lanes) => {
    for (let c = 0; c < channels; c++) {
      const table = tables[c]!;
      const first = planar ? (c * height + y) * width + x : (y * width + x) * channels + c;
      for (let i = 0, from = row + lanes[c]!, to = first; i < count; i++, from += 4, to += step) {
        out[to] = table[bytes[from]!]!;
      }
    }
  };
}

/** Pixels as they are: networks that take bytes may take whole frames, 6 million of them (1080p: 7 ms instead of 24). */
function pixelWriter({ width }: InputShape, { buffer }: PixelMemory): WriteRow {
  const bytes = new Uint8Array(buffer);
  return (row, x, y, count, [first = 0, second = 0, third = 0]) => {
    let to = 3 * (y * width + x);
    for (let from = row, end = row + 4 * count; from < end; from += 4, to += 3) {
      bytes[to] = bytes[from + first]!;
      bytes[to + 1] = bytes[from + second]!;
      bytes[to + 2] = bytes[from + third]!;
    }
  };
}

/** Sets every element of the input to the value of one level. */
export function fillInput(shape: InputShape, affine: Affine, level: number, data: InputData): void {
  const { channels } = shape;
  const values = levelTables(shape, affine).map((table) => table[level]!);
  const plane = data.length / channels;
  for (let c = 0; c < channels; c++) {
    if (shape.layout === 'NCHW') data.fill(values[c]!, c * plane, (c + 1) * plane);
    else for (let i = c; i < data.length; i += channels) data[i] = values[c]!;
  }
}
