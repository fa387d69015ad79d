import { describe, expect, it } from 'vitest';
import type { LetterboxStep, ResizeStep } from '../definition.js';
import { placeFrame } from './placement.js';

function letterbox(values: Partial<LetterboxStep> = {}): { kind: 'letterbox'; letterbox: LetterboxStep } {
  const step: LetterboxStep = {
    op: 'letterbox',
    width: 640,
    height: 640,
    scaleUp: true,
    padValue: 114,
    placement: 'center',
    rounding: 'half-even',
  };
  return { kind: 'letterbox', letterbox: { ...step, ...values } };
}

function shorterSide(size: number): ResizeStep {
  return { op: 'resize', size: { shorterSide: size }, interpolation: 'bilinear', antialias: true };
}

describe('placing in a letterbox', () => {
  // 810 x 1080: ratio 16/27; 500 x 333 at 320: 213.12; widths chosen so that a side comes to a half.
  it.each([
    [810, 1080, 640, { resizedWidth: 480, resizedHeight: 640, left: 80, top: 0 }],
    [1920, 1080, 640, { resizedWidth: 640, resizedHeight: 360, left: 0, top: 140 }],
    [640, 425, 320, { resizedWidth: 320, resizedHeight: 212, left: 0, top: 54 }],
    [640, 621, 320, { resizedWidth: 320, resizedHeight: 310, left: 0, top: 5 }],
    [640, 427, 320, { resizedWidth: 320, resizedHeight: 214, left: 0, top: 53 }],
    [500, 333, 320, { resizedWidth: 320, resizedHeight: 213, left: 0, top: 53 }],
    [1, 3000, 640, { resizedWidth: 1, resizedHeight: 640, left: 319, top: 0 }],
  ])('%dx%d at %d as Ultralytics', (width, height, size, expected) => {
    const { placement } = placeFrame(letterbox({ width: size, height: size }), width, height);
    expect(placement).toEqual({ ...expected, padValue: 114 });
  });

  it('truncates and stays at the top left as YOLOX', () => {
    const steps = letterbox({ width: 416, height: 416, placement: 'top-left', rounding: 'truncate' });
    const { placement, geometry } = placeFrame(steps, 500, 333);
    expect(placement).toMatchObject({ resizedWidth: 416, resizedHeight: 277, left: 0, top: 0 });
    expect(geometry).toMatchObject({ scaleX: 416 / 500, scaleY: 416 / 500, offsetX: 0, offsetY: 0 });
  });

  it('never enlarges if told not to', () => {
    const { placement, geometry } = placeFrame(letterbox({ scaleUp: false }), 200, 100);
    expect(placement).toMatchObject({ resizedWidth: 200, resizedHeight: 100, left: 220, top: 270 });
    expect(geometry.scaleX).toBe(1);
  });
});

describe('placing by resize and crop', () => {
  it('brings the shorter side to size, cuts the other one, and crops the middle', () => {
    const crop = { op: 'centercrop', width: 224, height: 224 } as const;
    const wide = placeFrame({ kind: 'resize', resize: shorterSide(256), crop }, 500, 333);
    // 256 * 500 / 333 = 384.4; the crop begins at round(160 / 2) and round(32 / 2).
    expect(wide.placement).toMatchObject({ resizedWidth: 384, resizedHeight: 256, left: -80, top: -16 });
    const tall = placeFrame({ kind: 'resize', resize: shorterSide(256), crop }, 333, 500);
    expect(tall.placement).toMatchObject({ resizedWidth: 256, resizedHeight: 384, left: -16, top: -80 });
  });

  it('rounds crop offsets half to even, and pads what is too small by half, rounded down', () => {
    const crop = { op: 'centercrop', width: 10, height: 10 } as const;
    expect(placeFrame({ kind: 'resize', crop }, 15, 17).placement).toMatchObject({ left: -2, top: -4 });
    expect(placeFrame({ kind: 'resize', crop }, 7, 10).placement).toMatchObject({ left: 1, top: 0 });
  });

  it('maps each side by its own factor', () => {
    const resize: ResizeStep = { ...shorterSide(1), size: { width: 100, height: 50 } };
    const { geometry } = placeFrame({ kind: 'resize', resize }, 200, 200);
    expect(geometry).toMatchObject({ scaleX: 0.5, scaleY: 0.25, offsetX: 0, offsetY: 0 });
  });
});
