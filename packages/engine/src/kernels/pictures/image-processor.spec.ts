import { describe, expect, it } from 'vitest';
import type { PixelFrame } from '@farsight/protocol';
import type { ColorFormat, ConvertColorStep, StreamMatch } from '../../definition.js';
import { imageProcessor } from './image-processor.js';
import { cropPicture, wholePicture } from './picture.js';

const frame: PixelFrame = {
  width: 2,
  height: 1,
  format: 'rgb24',
  strideBytes: 6,
  data: Uint8Array.of(250, 100, 0, 0, 100, 250),
  [Symbol.dispose]: () => undefined,
};

function moveRight(match?: StreamMatch): Parameters<typeof imageProcessor>[0][number] {
  return { op: 'perspective', matrix: [1, 0, 1, 0, 1, 0, 0, 0, 1], ...(match && { match }) };
}

function converted(format: ConvertColorStep['format'], order: ColorFormat): PixelFrame {
  return imageProcessor([{ op: 'convert-color-input', format }], order)(wholePicture(frame), '').pixels;
}

describe('imageProcessor', () => {
  it('does steps in order, each on what came out of the one before', () => {
    const process = imageProcessor([moveRight(), { op: 'convert-color-input', format: 'RGB2BGR' }], 'RGB');
    const { pixels } = process(wholePicture(frame), '');
    expect(pixels).toMatchObject({ format: 'bgr24', data: Uint8Array.of(0, 0, 0, 250, 100, 0) });
    expect([...frame.data]).toEqual([250, 100, 0, 0, 100, 250]);
  });

  it('knows the way back through crops and warps', () => {
    const process = imageProcessor([moveRight(), moveRight()], 'RGB');
    const crop = cropPicture(wholePicture(frame), { left: 1, top: 0, width: 1, height: 1 });
    const { map } = process(crop, '');
    const points = Float64Array.of(2, 0);
    map?.toSource(points);
    expect([...points]).toEqual([1, 0]);
    map?.fromSource(points);
    expect([...points]).toEqual([2, 0]);
  });

  it('does each step for the streams it is meant for', () => {
    const done = (match: StreamMatch, streamId: string): boolean => {
      const picture = wholePicture(frame);
      return imageProcessor([moveRight(match)], 'RGB')(picture, streamId) !== picture;
    };
    const streams = ['front', 'back'];
    expect(done({ mode: 'include', streams }, 'front')).toBe(true);
    expect(done({ mode: 'include', streams }, 'side')).toBe(false);
    expect(done({ mode: 'exclude', streams }, 'front')).toBe(false);
    expect(done({ mode: 'exclude', streams }, '')).toBe(true);
  });

  it('makes grey with the weights that the order of colours asks for', () => {
    // 0.299 red, 0.587 green, 0.114 blue.
    expect(converted('RGB2GRAY', 'RGB')).toMatchObject({ format: 'gray8', data: Uint8Array.of(133, 87) });
    expect(converted('BGR2GRAY', 'BGR')).toMatchObject({ format: 'gray8', data: Uint8Array.of(133, 87) });
    expect(converted('BGR2GRAY', 'RGB')).toMatchObject({ format: 'gray8', data: Uint8Array.of(87, 133) });
    expect(converted('GRAY2RGB', 'GRAY')).toMatchObject({ format: 'gray8', data: Uint8Array.of(133, 87) });
  });

  it('refuses a matrix that cannot be taken back', () => {
    const steps = [{ op: 'perspective', matrix: [1, 0, 0, 2, 0, 0, 0, 0, 1] }] as const;
    expect(() => imageProcessor(steps, 'RGB')).toThrow(/Expected a matrix with an inverse/);
  });

  it('keeps to a few sizes without mixing them up', () => {
    const process = imageProcessor(
      [{ op: 'camera-undistort', fx: 1, fy: 1, cx: 0.5, cy: 0.5, coefficients: [0, 0, 0, 0, 0] }],
      'RGB',
    );
    for (const width of [1, 2, 3, 4, 5, 1, 2]) {
      const data = Uint8Array.from({ length: 3 * width }, (_, i) => 10 * i);
      const picture = wholePicture({ ...frame, width, strideBytes: 3 * width, data });
      expect([...process(picture, '').pixels.data]).toEqual([...data]);
    }
  });
});
