import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LetterboxStep } from '../../definition.js';
import type { Geometry } from '../placement.js';
import { placeFrame } from '../placement.js';
import { plainMask, plainRunLengths } from '../testing/plain-mask.js';
import type { Prototypes } from './mask-cells.js';
import { MaskComposer } from './mask-composer.js';

const channels = 5;

/** Waves of different lengths, the same at every call. */
function waves(width: number, height: number): Prototypes {
  const values = Float32Array.from({ length: channels * width * height }, (_, i) => {
    const [channel, y, x] = [Math.floor(i / (width * height)), Math.floor(i / width) % height, i % width];
    return 3 * Math.sin((0.3 + channel * 0.17) * x + channel) * Math.cos((0.5 - channel * 0.09) * y);
  });
  return { values, channels, width, height };
}

function letterbox(width: number, height: number): LetterboxStep {
  return {
    op: 'letterbox',
    width,
    height,
    scaleUp: true,
    padValue: 114,
    placement: 'center',
    rounding: 'half-even',
  };
}

type Box = readonly [number, number, number, number];

/** Pixels that differ from the slow twin, but for those within a rounding of the threshold; and the mask's length. */
function difference(
  input: readonly [number, number],
  source: readonly [number, number],
  cellSize: number,
  box: Box,
  coefficients: Float32Array,
): { wrong: number; total: number; marked: number } {
  const [inputWidth, inputHeight] = input;
  const [sourceWidth, sourceHeight] = source;
  const prototypes = waves(inputWidth / cellSize, inputHeight / cellSize);
  const steps = { kind: 'letterbox', letterbox: letterbox(inputWidth, inputHeight) } as const;
  const { placement, geometry } = placeFrame(steps, sourceWidth, sourceHeight);
  const composer = new MaskComposer(inputWidth, inputHeight);
  composer.start(prototypes, geometry);
  const found = pixels(composer.compose(coefficients, ...box));
  const frame = { inputWidth, inputHeight, sourceWidth, sourceHeight, placement };
  const plain = plainMask(prototypes, coefficients, box, frame);
  let wrong = 0;
  found.forEach((value, i) => {
    const expected = plain.values[(i % sourceHeight) * sourceWidth + Math.floor(i / sourceHeight)]!;
    if (Math.abs(expected - 0.5) > 1e-5 && value !== Number(expected > 0.5)) wrong++;
  });
  return { wrong, total: found.length, marked: found.filter((value) => value === 1).length };
}

function pixels(lengths: Uint32Array): number[] {
  return [...lengths].flatMap((length, i) => new Array<number>(length).fill(i % 2));
}

const coefficients = Float32Array.of(1, -0.7, 0.4, 0.9, -0.3);

describe('MaskComposer', () => {
  it.each<[string, readonly [number, number], readonly [number, number], number, Box]>([
    ['enlarges', [64, 64], [150, 90], 4, [10.3, 12.7, 50.2, 49.5]],
    ['shrinks', [64, 64], [40, 20], 4, [3, 5, 61, 60]],
    ['keeps the size', [64, 32], [64, 32], 4, [0, 0, 64, 32]],
    ['takes boxes beyond the input', [64, 64], [99, 100], 4, [-30, -20, 90, 70]],
    ['takes narrow boxes', [64, 64], [200, 200], 4, [20.2, 10, 21.9, 55]],
    ['takes other sizes of cells', [64, 64], [81, 61], 8, [5, 8, 60, 50]],
    ['takes prototypes of the size of the input', [32, 32], [50, 50], 1, [5, 8, 30, 29]],
  ])('%s as its slow twin does', (_name, input, source, cellSize, box) => {
    const { wrong, total, marked } = difference(input, source, cellSize, box, coefficients);
    expect({ wrong, total }).toEqual({ wrong: 0, total: source[0] * source[1] });
    expect(marked).toBeGreaterThan(0);
    expect(marked).toBeLessThan(total);
  });

  it('does so for any sizes and boxes', () => {
    const size = fc.integer({ min: 1, max: 60 });
    const corner = fc.double({ min: -20, max: 60, noNaN: true });
    const numbers = fc.array(fc.float({ min: -4, max: 4, noNaN: true }), {
      minLength: channels,
      maxLength: channels,
    });
    fc.assert(
      fc.property(
        size,
        size,
        fc.tuple(corner, corner, corner, corner),
        numbers,
        (width, height, box, some) => {
          const { wrong, total } = difference([32, 24], [width, height], 4, box, Float32Array.from(some));
          expect({ wrong, total }).toEqual({ wrong: 0, total: width * height });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('writes runs column by column, as the slow twin counts them', () => {
    const composer = new MaskComposer(4, 4);
    const geometry: Geometry = {
      scaleX: 1,
      scaleY: 1,
      offsetX: 0,
      offsetY: 0,
      sourceWidth: 4,
      sourceHeight: 4,
    };
    const values = new Float32Array(16).fill(9);
    composer.start({ values, channels: 1, width: 4, height: 4 }, geometry);
    const lengths = composer.compose(Float32Array.of(1), 1, 2, 3, 4);
    // Columns 1 and 2, rows 2 and 3.
    expect([...lengths]).toEqual([6, 2, 2, 2, 4]);
    const placement = { resizedWidth: 4, resizedHeight: 4, left: 0, top: 0 };
    const frame = { inputWidth: 4, inputHeight: 4, sourceWidth: 4, sourceHeight: 4, placement };
    const plain = plainMask(
      { values, channels: 1, width: 4, height: 4 },
      Float32Array.of(1),
      [1, 2, 3, 4],
      frame,
    );
    expect(plainRunLengths(plain)).toEqual([...lengths]);
  });

  it.each<[string, Box]>([
    ['no area', [20, 20, 20, 40]],
    ['corners the wrong way round', [40, 40, 20, 20]],
    ['a place beyond the input', [100, 100, 200, 200]],
    ['a place in the padding', [0, 0, 64, 5]],
  ])('gives an empty mask to a box with %s', (_name, box) => {
    const { wrong, total, marked } = difference([64, 64], [80, 20], 4, box, coefficients);
    expect({ wrong, total, marked }).toEqual({ wrong: 0, total: 1600, marked: 0 });
  });

  it('marks nothing where prototypes are not numbers, and what is beside it all the same', () => {
    const composer = new MaskComposer(32, 32);
    const values = new Float32Array(64).fill(9).fill(NaN, 0, 8);
    const geometry: Geometry = {
      scaleX: 1,
      scaleY: 1,
      offsetX: 0,
      offsetY: 0,
      sourceWidth: 32,
      sourceHeight: 32,
    };
    composer.start({ values, channels: 1, width: 8, height: 8 }, geometry);
    const marked = pixels(composer.compose(Float32Array.of(1), 0, 0, 32, 32));
    expect([marked[0], marked[31], marked.length]).toEqual([0, 1, 1024]);
  });

  it('follows frames of other sizes', () => {
    const composer = new MaskComposer(32, 32);
    const values = new Float32Array(64).fill(9);
    for (const size of [32, 64, 16]) {
      const scale = 32 / size;
      const geometry = {
        scaleX: scale,
        scaleY: scale,
        offsetX: 0,
        offsetY: 0,
        sourceWidth: size,
        sourceHeight: size,
      };
      composer.start({ values, channels: 1, width: 8, height: 8 }, geometry);
      expect([...composer.compose(Float32Array.of(1), -9, -9, 99, 99)]).toEqual([0, size * size]);
    }
  });
});
