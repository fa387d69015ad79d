import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ColorFormat, PreprocessStep } from '../definition.js';
import { compilePixelProgram } from './pixel-program.js';
import { Preprocessor } from './preprocessor.js';
import { goldenBytes, goldenFrame } from './testing/golden-frame.js';

interface GoldenCase {
  readonly name: string;
  readonly image: string;
  readonly colorFormat: ColorFormat;
  readonly steps: readonly PreprocessStep[];
  /** Largest difference allowed, in levels or values. */
  readonly tolerance: number;
  readonly type: 'uint8' | 'float32';
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly offset: number;
}

const folder = new URL('../../goldens/', import.meta.url);
const { cases } = JSON.parse(readFileSync(new URL('goldens.json', folder), 'utf8')) as {
  cases: readonly GoldenCase[];
};

function expectedValues(golden: GoldenCase): number[] {
  const length = golden.channels * golden.height * golden.width;
  if (golden.type === 'uint8') return [...goldenBytes.subarray(golden.offset, golden.offset + length)];
  return Array.from({ length }, (_, i) => goldenBytes.readFloatLE(golden.offset + 4 * i));
}

function largestDifference(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i]!)), 0);
}

function preprocessor(golden: GoldenCase, type: 'float32' | 'uint8', layout: 'NCHW' | 'NHWC'): Preprocessor {
  const { width, height, channels } = golden;
  const program = compilePixelProgram(golden.steps, golden.colorFormat);
  return new Preprocessor(program, { type, layout, width, height, channels });
}

describe('pre-processing against OpenCV and Pillow', () => {
  it.each(cases)('$name', (golden) => {
    const network = preprocessor(golden, 'float32', 'NCHW');
    const expected = expectedValues(golden);
    for (const format of ['rgb24', 'bgr24', 'rgba', 'bgra'] as const) {
      network.fill(goldenFrame(golden.image, format));
      expect(largestDifference(network.data, expected)).toBeLessThanOrEqual(golden.tolerance);
    }
  });

  it.each(cases.filter(({ type }) => type === 'uint8'))('$name, as bytes, channels last', (golden) => {
    const { width, height, channels } = golden;
    const network = preprocessor(golden, 'uint8', 'NHWC');
    network.fill(goldenFrame(golden.image, 'rgb24'));
    const expected = expectedValues(golden);
    const planes = Array.from({ length: channels * height * width }, (_, i) => {
      const plane = Math.floor(i / (height * width));
      return network.data[(i % (height * width)) * channels + plane]!;
    });
    expect(largestDifference(planes, expected)).toBeLessThanOrEqual(golden.tolerance);
  });
});
