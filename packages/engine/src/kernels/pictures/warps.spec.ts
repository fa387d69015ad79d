import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PixelFormat, PixelFrame } from '@farsight/protocol';
import { bytesPerPixel } from '@farsight/protocol';
import type { FaceAlignStep, PerspectiveStep, UndistortStep } from '../../definition.js';
import { goldenFrame } from '../testing/golden-frame.js';
import { invert } from './matrix.js';
import { similarity } from './similarity.js';
import { warpFrame } from './warp-frame.js';
import type { WarpTable } from './warp-table.js';
import { affineTable, perspectiveTable, undistortTable } from './warp-table.js';

type GoldenStep =
  PerspectiveStep | UndistortStep | (FaceAlignStep & { readonly landmarks: readonly number[] });

interface GoldenWarp {
  readonly name: string;
  readonly image: string;
  readonly step: GoldenStep;
  readonly width: number;
  readonly height: number;
  readonly offset: number;
}

const folder = new URL('../../../goldens/', import.meta.url);
const blob = readFileSync(new URL('warp-goldens.bin', folder));
const cases = JSON.parse(readFileSync(new URL('warp-goldens.json', folder), 'utf8')) as GoldenWarp[];

function tableOf(step: GoldenStep, { width, height }: PixelFrame): WarpTable {
  switch (step.op) {
    case 'perspective':
      return perspectiveTable(invert(step.matrix)!, width, height);
    case 'camera-undistort': {
      const { fx, fy, cx, cy, coefficients } = step;
      const lens = { fx: fx * width, fy: fy * height, cx: cx * width, cy: cy * height, coefficients };
      return undistortTable(lens, width, height);
    }
    case 'face-align': {
      const template = step.templateX.flatMap((x, i) => [x, step.templateY[i]!]);
      return affineTable(invert(similarity(step.landmarks, template)!)!, step.width, step.height);
    }
  }
}

/** The first three colours of every pixel, in the golden's order. */
function colours({ data, format }: PixelFrame): number[] {
  const step = bytesPerPixel[format];
  const swapped = format.startsWith('bgr');
  return Array.from({ length: (3 * data.length) / step }, (_, i) => {
    const c = swapped ? 2 - (i % 3) : i % 3;
    return data[Math.floor(i / 3) * step + c]!;
  });
}

describe('warps against OpenCV', () => {
  it.each(cases)('$name', ({ image, step, width, height, offset }) => {
    const expected = [...blob.subarray(offset, offset + 3 * width * height)];
    for (const format of ['rgb24', 'bgra'] as const satisfies PixelFormat[]) {
      const frame = goldenFrame(image, format);
      const warped = warpFrame(frame, tableOf(step, frame));
      expect(warped).toMatchObject({ width, height, format });
      const off = colours(warped).map((level, i) => Math.abs(level - expected[i]!));
      // One level where a coordinate lies exactly between two: sums of doubles in another order decide there.
      expect(Math.max(...off)).toBeLessThanOrEqual(1);
      expect(off.filter((levels) => levels > 0).length).toBeLessThanOrEqual(2);
    }
  });
});

describe('warpFrame', () => {
  const pixel: PixelFrame = {
    width: 1,
    height: 1,
    format: 'gray8',
    strideBytes: 1,
    data: Uint8Array.of(200),
    [Symbol.dispose]: () => undefined,
  };

  it('takes a picture of one pixel, and mixes it with the zeros around it', () => {
    const table = perspectiveTable([1, 0, -0.5, 0, 1, 0, 0, 0, 1], 1, 1);
    expect([...warpFrame(pixel, table).data]).toEqual([100]);
  });

  it('leaves what comes from nowhere black', () => {
    for (const inverse of [
      [NaN, 0, 0, 0, 1, 0, 0, 0, 1],
      [1, 0, 1e300, 0, 1, 0, 0, 0, 1],
      [1, 0, 0, 0, 1, -1e9, 0, 0, 1],
    ]) {
      expect([...warpFrame(pixel, perspectiveTable(inverse, 2, 1)).data]).toEqual([0, 0]);
    }
  });
});
