import type { SemanticMap } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { SemanticSegmentationStep } from '../definition.js';
import type { Geometry } from '../kernels/placement.js';
import { placeFrame } from '../kernels/placement.js';
import type { DecoderContext } from './decoder.js';
import { semanticDecoder } from './semantic.js';
import { filledTensor, integerTensor } from './testing/filled-tensor.js';
import { floatTensor } from './testing/head-tensor.js';

const step: SemanticSegmentationStep = { op: 'semantic-segmentation', binaryThreshold: 0.5 };

/** A map of `width` x `height` classes, one-hot, channels first. */
function oneHot(classes: readonly number[], width: number, channels: number): Tensor {
  const height = classes.length / width;
  const values = Array.from({ length: channels }, (_, c) => classes.map((id) => Number(id === c)));
  return filledTensor([1, channels, height, width], values.flat());
}

/** Frames of this size, stretched to the input. */
function stretched(width: number, height: number, inputWidth: number, inputHeight: number): Geometry {
  const size = { width: inputWidth, height: inputHeight };
  const resize = { op: 'resize', size, interpolation: 'bilinear', antialias: false } as const;
  return placeFrame({ kind: 'resize', resize }, width, height).geometry;
}

function decode(outputs: readonly Tensor[], context: DecoderContext, geometry: Geometry): SemanticMap {
  return semanticDecoder(step, context).decode(outputs, geometry, {}) as SemanticMap;
}

/** The map's pixels, row by row, after a look at its runs: none empty, no two alike side by side. */
function pixelsOf({ width, height, classIds, lengths }: SemanticMap): number[] {
  expect(classIds).toHaveLength(lengths.length);
  expect(lengths.every((length) => length > 0)).toBe(true);
  expect(classIds.some((id, i) => id === classIds[i + 1])).toBe(false);
  const pixels = [...classIds].flatMap((id, i) => Array<number>(lengths[i]!).fill(id));
  expect(pixels).toHaveLength(width * height);
  return pixels;
}

const context: DecoderContext = { inputWidth: 3, inputHeight: 2, numClasses: 4 };
const same = stretched(3, 2, 3, 2);
const classes = [0, 0, 1, 1, 3, 3];

describe('a map of classes', () => {
  it('has runs that go on from row to row', () => {
    const { classIds, lengths } = decode([oneHot(classes, 3, 4)], context, same);
    expect([[...classIds], [...lengths]]).toEqual([
      [0, 1, 3],
      [2, 2, 2],
    ]);
  });

  it('is read with channels first or last, told by the classes or the smaller side', () => {
    const first = oneHot(classes, 3, 4);
    const last = filledTensor(
      [1, 2, 3, 4],
      classes.flatMap((id) => [0, 1, 2, 3].map((c) => Number(c === id))),
    );
    expect(pixelsOf(decode([last], context, same))).toEqual(classes);
    const wide = stretched(6, 5, 6, 5);
    const unknown = { inputWidth: 6, inputHeight: 5, numClasses: 0 };
    const many = Array.from({ length: 30 }, (_, i) => (i * 7) % 4);
    expect(pixelsOf(decode([oneHot(many, 6, 4)], unknown, wide))).toEqual(many);
    const manyLast = filledTensor(
      [1, 5, 6, 4],
      many.flatMap((id) => [0, 1, 2, 3].map((c) => Number(c === id))),
    );
    expect(pixelsOf(decode([manyLast], unknown, wide))).toEqual(many);
    expect(pixelsOf(decode([floatTensor([1, 4]), first], context, same))).toEqual(classes);
  });

  it('may be given as classes', () => {
    for (const dims of [
      [1, 2, 3],
      [1, 1, 2, 3],
      [1, 2, 3, 1],
    ]) {
      expect(pixelsOf(decode([integerTensor(dims, classes)], context, same))).toEqual(classes);
    }
  });

  it('is class 1 above the threshold where there is one value', () => {
    const values = [0.5, 0.6, -9, 9, NaN, Infinity];
    for (const dims of [
      [1, 2, 3],
      [1, 1, 2, 3],
      [1, 2, 3, 1],
    ]) {
      expect(pixelsOf(decode([filledTensor(dims, values)], context, same))).toEqual([0, 1, 0, 1, 0, 1]);
    }
  });
});

describe('at the size of the frame', () => {
  /** OpenCV's INTER_NEAREST, pixel by pixel. */
  function nearest(map: readonly number[], from: [number, number], to: [number, number]): number[] {
    return Array.from({ length: to[0] * to[1] }, (_, i) => {
      const x = Math.min(from[0] - 1, Math.floor((i % to[0]) * (1 / (to[0] / from[0]))));
      const y = Math.min(from[1] - 1, Math.floor(Math.floor(i / to[0]) * (1 / (to[1] / from[1]))));
      return map[y * from[0] + x]!;
    });
  }

  it('shows the nearest cell, larger and smaller', () => {
    const size = fc.integer({ min: 1, max: 12 });
    const sizes = fc.tuple(size, size, size, size);
    fc.assert(
      fc.property(sizes, fc.integer(), ([mapWidth, mapHeight, width, height], seed) => {
        const ids = Array.from(
          { length: mapWidth * mapHeight },
          (_, i) => (Math.imul(i + 1, seed) >>> 3) % 5,
        );
        const input = { inputWidth: mapWidth, inputHeight: mapHeight, numClasses: 0 };
        const geometry = stretched(width, height, mapWidth, mapHeight);
        const found = decode([integerTensor([1, mapHeight, mapWidth], ids)], input, geometry);
        expect([found.width, found.height]).toEqual([width, height]);
        expect(pixelsOf(found)).toEqual(nearest(ids, [mapWidth, mapHeight], [width, height]));
      }),
      { numRuns: 200 },
    );
  });

  it('leaves the padding of a letterbox out, also of maps smaller than the input', () => {
    const letterbox = {
      op: 'letterbox',
      width: 8,
      height: 8,
      scaleUp: true,
      padValue: 114,
      placement: 'center',
      rounding: 'half-even',
    } as const;
    const { geometry } = placeFrame({ kind: 'letterbox', letterbox }, 8, 4);
    // Two of the four rows show the frame.
    const map = integerTensor([1, 4, 4], [9, 9, 9, 9, 1, 1, 2, 2, 3, 3, 3, 4, 9, 9, 9, 9]);
    const found = decode([map], { inputWidth: 8, inputHeight: 8, numClasses: 0 }, geometry);
    const [upper, lower] = [
      [1, 1, 1, 1, 2, 2, 2, 2],
      [3, 3, 3, 3, 3, 3, 4, 4],
    ];
    expect(pixelsOf(found)).toEqual([...upper, ...upper, ...lower, ...lower]);
  });

  it('is -1 where a crop does not reach', () => {
    const resize = {
      op: 'resize',
      size: { width: 4, height: 4 },
      interpolation: 'bilinear',
      antialias: false,
    } as const;
    const crop = { op: 'centercrop', width: 2, height: 2 } as const;
    const { geometry } = placeFrame({ kind: 'resize', resize, crop }, 4, 4);
    const found = decode([integerTensor([1, 2, 2], [5, 6, 7, 8])], { ...context, inputWidth: 2 }, geometry);
    expect(pixelsOf(found)).toEqual([-1, -1, -1, -1, -1, 5, 6, -1, -1, 7, 8, -1, -1, -1, -1, -1]);
  });

  it('is as large as a single pixel, and has as many runs as pixels', () => {
    expect(pixelsOf(decode([oneHot(classes, 3, 4)], context, stretched(1, 1, 3, 2)))).toEqual([0]);
    const checks = Array.from({ length: 128 * 100 }, (_, i) => i % 2);
    const found = decode(
      [integerTensor([1, 100, 128], checks)],
      { inputWidth: 128, inputHeight: 100, numClasses: 2 },
      stretched(128, 100, 128, 100),
    );
    expect(pixelsOf(found)).toEqual(checks);
  });
});

describe('other outputs', () => {
  it.each<[string, readonly Tensor[], RegExp]>([
    ['none', [], /Expected a map \[1,4,H,W\], \[1,H,W,4\], .* nothing/],
    ['scores of a classifier', [floatTensor([1, 1000])], /gives 1x1000/],
    ['other classes', [floatTensor([1, 21, 5, 6])], /gives 1x21x5x6/],
    ['no pixels', [floatTensor([1, 4, 0, 0])], /gives 1x4x0x0/],
  ])('are refused: %s', (_name, outputs, message) => {
    expect(() => decode(outputs, context, same)).toThrow(message);
    expect(() => decode(outputs, context, same)).toThrow(
      expect.objectContaining({ code: 'INVALID_NETWORK' }) as Error,
    );
  });
});
