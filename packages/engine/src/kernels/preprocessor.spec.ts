import type { PixelFormat, PixelFrame } from '@farsight/protocol';
import { bytesPerPixel } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColorFormat, LetterboxStep, PreprocessStep, ResizeStep } from '../definition.js';
import { floatFromHalf } from './half-float.js';
import type { InputShape } from './input-tensor.js';
import { compilePixelProgram } from './pixel-program.js';
import { Preprocessor } from './preprocessor.js';
import type { PlainPicture } from './testing/plain-resize.js';
import { plainBilinear, plainTriangle } from './testing/plain-resize.js';

const letterbox: LetterboxStep = {
  op: 'letterbox',
  width: 32,
  height: 32,
  scaleUp: true,
  padValue: 114,
  placement: 'center',
  rounding: 'half-even',
};

function resize(width: number, height: number, antialias = false): ResizeStep {
  return { op: 'resize', size: { width, height }, interpolation: 'bilinear', antialias };
}

/** Bytes that look random and are the same each time. */
function pixels(length: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

function frame(width: number, height: number, format: PixelFormat = 'rgb24', seed = 1): PixelFrame {
  const strideBytes = width * bytesPerPixel[format];
  const data = pixels(strideBytes * height, seed);
  return { width, height, format, strideBytes, data, [Symbol.dispose]: () => undefined };
}

function shape(width: number, height: number, rest: Partial<InputShape> = {}): InputShape {
  return { type: 'float32', layout: 'NCHW', width, height, channels: 3, ...rest };
}

function preprocessor(
  steps: readonly PreprocessStep[],
  input: InputShape,
  color: ColorFormat = 'RGB',
): Preprocessor {
  return new Preprocessor(compilePixelProgram(steps, color), input);
}

/** Plane `c` of a picture. */
function plane({ channels, data }: PlainPicture, c: number): number[] {
  return [...data].filter((_, i) => i % channels === c);
}

const identity = { scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0 };
const size = fc.integer({ min: 1, max: 40 });

describe('Preprocessor', () => {
  it('resizes as the plain twin of OpenCV does, whatever the sizes and the format', () => {
    const format = fc.constantFrom<PixelFormat>('rgb24', 'rgba', 'gray8');
    fc.assert(
      fc.property(size, size, size, size, format, (width, height, toWidth, toHeight, layout) => {
        const source = frame(width, height, layout);
        const network = preprocessor([resize(toWidth, toHeight)], shape(toWidth, toHeight));
        network.fill(source);
        const channels = bytesPerPixel[layout];
        const expected = plainBilinear({ ...source, channels }, toWidth, toHeight);
        const planes = [0, 1, 2].flatMap((c) => plane(expected, Math.min(c, channels - 1)));
        expect([...network.data]).toEqual(planes);
      }),
      { numRuns: 60 },
    );
  });

  it('resizes within one level of the formula of Pillow, whatever the sizes', () => {
    fc.assert(
      fc.property(size, size, size, size, (width, height, toWidth, toHeight) => {
        const source = frame(width, height);
        const network = preprocessor([resize(toWidth, toHeight, true)], shape(toWidth, toHeight));
        network.fill(source);
        const expected = plainTriangle({ ...source, channels: 3 }, toWidth, toHeight);
        const planes = [0, 1, 2].flatMap((c) => plane(expected, c));
        const off = planes.map((value, i) => Math.abs(value - network.data[i]!));
        expect(Math.max(...off)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  it('gives each frame its own result when sizes and formats take turns', () => {
    const network = preprocessor([letterbox], shape(32, 32));
    // Past the number of plans kept, and with rows that outgrow the memory.
    const frames = Array.from({ length: 20 }, (_, i) =>
      frame(8 + 3 * i, 40 - i, i % 2 ? 'rgba' : 'rgb24', i),
    );
    frames.push(frame(30_000, 2));
    const alone = frames.map((one) => {
      const fresh = preprocessor([letterbox], shape(32, 32));
      fresh.fill(one);
      return [...fresh.data];
    });
    for (let round = 0; round < 2; round++) {
      frames.forEach((one, i) => {
        network.fill(one);
        expect([...network.data]).toEqual(alone[i]);
      });
    }
  });

  it('does not carry rows over from the frame before', () => {
    const network = preprocessor([resize(20, 20)], shape(20, 20));
    network.fill(frame(10, 10, 'rgb24', 1));
    network.fill(frame(10, 10, 'rgb24', 2));
    const second = preprocessor([resize(20, 20)], shape(20, 20));
    second.fill(frame(10, 10, 'rgb24', 2));
    expect([...network.data]).toEqual([...second.data]);
  });

  it('writes the input in place from frame to frame', () => {
    const network = preprocessor([letterbox], shape(32, 32));
    network.fill(frame(64, 48));
    const { data } = network;
    network.fill(frame(64, 48, 'rgb24', 9));
    expect(network.data).toBe(data);
  });

  it('pads with the padding value as the later steps see it', () => {
    const steps: PreprocessStep[] = [letterbox, { op: 'totensor', scale: true }];
    const network = preprocessor(steps, shape(32, 32));
    network.fill(frame(32, 8));
    expect(network.data[0]).toBeCloseTo(114 / 255, 6);
    expect(network.data[32 * 32 * 3 - 1]).toBeCloseTo(114 / 255, 6);
  });

  it('says how the frame was placed', () => {
    const network = preprocessor([letterbox], shape(32, 32));
    expect(network.fill(frame(64, 48))).toEqual({
      scaleX: 0.5,
      scaleY: 0.5,
      offsetX: 0,
      offsetY: 4,
      sourceWidth: 64,
      sourceHeight: 48,
    });
  });

  it('gives the same values as half floats, and with channels last', () => {
    const steps: PreprocessStep[] = [letterbox, { op: 'totensor', scale: true }];
    const floats = preprocessor(steps, shape(32, 32));
    const halves = preprocessor(steps, shape(32, 32, { type: 'float16' }));
    const last = preprocessor(steps, shape(32, 32, { layout: 'NHWC' }));
    // 13 columns of picture in the second: not a whole number of the kernels' groups of four.
    for (const source of [frame(50, 20), frame(20, 50)]) {
      for (const network of [floats, halves, last]) network.fill(source);
      floats.data.forEach((value, i) => {
        expect(floatFromHalf(halves.data[i]!)).toBeCloseTo(value, 3);
        expect(last.data[(i % 1024) * 3 + Math.floor(i / 1024)]).toBeCloseTo(value, 6);
      });
    }
  });

  it('makes one plane of grey, from grey and colour frames', () => {
    const network = preprocessor([resize(10, 10)], shape(10, 10, { channels: 1 }), 'GRAY');
    const grey = frame(20, 20, 'gray8');
    network.fill(grey);
    const fromGrey = [...network.data];
    const data = Uint8Array.from({ length: 1200 }, (_, i) => grey.data[Math.floor(i / 3)]!);
    network.fill({ ...grey, format: 'bgr24', strideBytes: 60, data });
    expect([...network.data]).toEqual(fromGrey);
  });

  it('stretches contrast afresh for every frame, and a flat one to 0', () => {
    const steps: PreprocessStep[] = [
      letterbox,
      { op: 'totensor', scale: false },
      { op: 'contrast-normalize' },
    ];
    const network = preprocessor(steps, shape(32, 32));
    for (const seed of [1, 2]) {
      network.fill(frame(64, 48, 'rgb24', seed));
      expect(Math.min(...network.data)).toBe(0);
      expect(Math.max(...network.data)).toBeCloseTo(1, 6);
    }
    const flat = frame(64, 48);
    flat.data.fill(114);
    network.fill(flat);
    expect(new Set(network.data)).toEqual(new Set([0]));
  });

  it('takes frames of one size only where nothing resizes', () => {
    const network = preprocessor([{ op: 'totensor', scale: false }], shape(12, 10));
    const source = frame(12, 10);
    network.fill(source);
    expect([...network.data.subarray(0, 120)]).toEqual(plane({ ...source, channels: 3 }, 0));
    expect(() => network.fill(frame(12, 11))).toThrow(/Expected frames of 12x10 .* received 12x11/);
  });

  it('takes frames of any size, pixel for pixel, where the input has none of its own', () => {
    const bytes = preprocessor([], shape(0, 0, { type: 'uint8', layout: 'NHWC' }));
    const values = preprocessor([{ op: 'totensor', scale: false }], shape(0, 0));
    // Growing, shrinking, one pixel, and a size once more.
    for (const [width, height] of [
      [12, 10],
      [300, 200],
      [1, 1],
      [12, 10],
    ] as const) {
      const source = frame(width, height);
      expect(bytes.fill(source)).toEqual({ ...identity, sourceWidth: width, sourceHeight: height });
      expect(bytes.shape).toMatchObject({ width, height });
      expect(Buffer.compare(Buffer.from(bytes.data), Buffer.from(source.data))).toBe(0);
      values.fill(source);
      const red = plane({ ...source, channels: 3 }, 0);
      expect([...values.data.subarray(0, width * height)]).toEqual(red);
    }
    const rgba = frame(7, 5, 'rgba');
    bytes.fill(rgba);
    expect([...bytes.data]).toEqual([...rgba.data].filter((_, i) => i % 4 < 3));
  });

  it('refuses a frame with fewer bytes than its size needs', () => {
    const network = preprocessor([letterbox], shape(32, 32));
    const short = { ...frame(10, 10), data: new Uint8Array(299) };
    expect(() => network.fill(short)).toThrow(/Expected 300 bytes .* received 299/);
    expect(() => network.fill({ ...frame(10, 10), strideBytes: 29 })).toThrow(/Expected/);
  });
});
