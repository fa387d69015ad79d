import fc from 'fast-check';
import { FarsightError, type EncodedFrame, type RawFormat } from '@farsight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { pixelFrameCounts } from '../pixels/pixel-frame.js';
import { decodeFrame } from './decode-frame.js';
import { goldenFile, goldenPixels } from './testing/goldens.js';

const stamp = { streamId: 'test', index: 0, ptsUs: 0 };
const limits = { maxPixels: 1_000_000 };

function compressed(data: Uint8Array): EncodedFrame {
  return { stamp, codec: 'jpeg', data };
}

function raw(
  format: RawFormat,
  width: number,
  height: number,
  strideBytes: number,
  data: Uint8Array,
): EncodedFrame {
  return { stamp, codec: 'raw', raw: { format, width, height, strideBytes }, data };
}

/** The error that decoding ends with, or undefined if there is none. */
function failure(frame: EncodedFrame, maxPixels = limits.maxPixels): FarsightError | undefined {
  try {
    decodeFrame(frame, { maxPixels })[Symbol.dispose]();
    return undefined;
  } catch (error) {
    if (!FarsightError.is(error)) throw error;
    return error;
  }
}

/** Where the frame header's segment (its length field) is. */
function frameHeaderAt(jpeg: Uint8Array): number {
  const at = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xc0, 0, 17, 8]));
  expect(at).toBeGreaterThan(0);
  return at + 2;
}

afterEach(() => {
  const { live, leaked } = pixelFrameCounts();
  if (live + leaked > 0) throw new Error(`${live} frames were not disposed, ${leaked} were lost.`);
});

describe('decodeFrame of raw frames', () => {
  it.each(['rgb24', 'bgr24', 'rgba', 'bgra', 'gray8'] as const)('shares the bytes of %s', (format) => {
    const bytes = format === 'gray8' ? 1 : format.length === 5 ? 3 : 4;
    const data = new Uint8Array(24 * 2 + 5 * bytes);
    using pixels = decodeFrame(raw(format, 5, 3, 24, data), limits);
    expect(pixels).toMatchObject({ width: 5, height: 3, format, strideBytes: 24 });
    expect(pixels.data).toBe(data);
  });

  it('leaves the bytes alone when the pixels are disposed', () => {
    const data = Uint8Array.from([1, 2, 3]);
    const pixels = decodeFrame(raw('rgb24', 1, 1, 3, data), limits);
    pixels[Symbol.dispose]();
    expect([...data]).toEqual([1, 2, 3]);
    expect(() => pixels.data).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });

  it('converts yuv420p as OpenCV does', () => {
    using pixels = decodeFrame(raw('yuv420p', 38, 22, 38, goldenFile('video-38x22.yuv')), limits);
    expect(pixels).toMatchObject({ width: 38, height: 22, format: 'rgb24' });
    expect(Buffer.compare(pixels.data, goldenPixels('video-38x22.yuv'))).toBe(0);
  });

  it('converts yuv420p of odd sizes and with padded rows', () => {
    // Stride 6 for 3 pixels; chroma planes have 2 × 2 samples, 3 bytes apart.
    const y = [16, 235, 81, 0, 0, 0, 16, 235, 81, 0, 0, 0, 16, 235, 81, 0, 0, 0];
    const u = [128, 90, 0, 128, 90, 0];
    const v = [128, 240, 0, 128, 240, 0];
    using pixels = decodeFrame(raw('yuv420p', 3, 3, 6, Uint8Array.from([...y, ...u, ...v])), limits);
    const row = [0, 0, 0, 255, 255, 255, 254, 0, 0];
    expect([...pixels.data]).toEqual([...row, ...row, ...row]);
  });

  it('refuses a byte count that does not fit', () => {
    expect(failure(raw('rgb24', 4, 4, 12, new Uint8Array(47)))?.code).toBe('INVALID_FRAME');
  });

  it('refuses more pixels than allowed', () => {
    const error = failure(raw('gray8', 10, 10, 10, new Uint8Array(100)), 99);
    expect(error?.code).toBe('FRAME_TOO_LARGE');
    expect(error?.message).toBe('Expected at most 99 pixels for the frame but received 10x10.');
  });
});

describe('decodeFrame of compressed frames', () => {
  it('goes by the first bytes, not by the codec of the frame', () => {
    using pixels = decodeFrame({ stamp, codec: 'webp', data: goldenFile('rgb.png') }, limits);
    expect(Buffer.compare(pixels.data, goldenPixels('rgb.png'))).toBe(0);
  });

  it('accepts data that is part of a larger buffer', () => {
    const file = goldenFile('rgb.png');
    const buffer = new Uint8Array(file.length + 20);
    buffer.set(file, 7);
    using pixels = decodeFrame(compressed(buffer.subarray(7, 7 + file.length)), limits);
    expect(Buffer.compare(pixels.data, goldenPixels('rgb.png'))).toBe(0);
  });

  it.each(['', 'not an image', 'GIF89a\x01\0\x01\0'])('refuses %j', (text) => {
    expect(failure(compressed(Buffer.from(text, 'latin1')))?.code).toBe('INVALID_FRAME');
  });

  it.each(['rgb.png', 'lossy.webp', 'rgb.bmp', 'rgb-raw.tiff', 'baseline-420.jpg'])(
    'refuses %s by its header where it has too many pixels',
    (file) => {
      expect(failure(compressed(goldenFile(file)), 100)?.code).toBe('FRAME_TOO_LARGE');
    },
  );

  it('refuses a part of a video', () => {
    const error = failure({ stamp, codec: 'video', keyFrame: true, data: new Uint8Array(9) });
    expect(error).toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('refuses a bomb by its header alone', () => {
    const bomb = goldenFile('rgb.png');
    const view = new DataView(bomb.buffer);
    view.setUint32(16, 20_000);
    view.setUint32(20, 20_000);
    const error = failure(compressed(bomb), 50_000_000);
    expect(error?.code).toBe('FRAME_TOO_LARGE');
    expect(error?.message).toBe('Expected at most 50000000 pixels for the frame but received 20000x20000.');
  });

  it('refuses JPEGs without pixels', () => {
    const jpeg = goldenFile('baseline-420.jpg');
    jpeg.fill(0, frameHeaderAt(jpeg) + 3, frameHeaderAt(jpeg) + 7);
    expect(failure(compressed(jpeg))?.code).toBe('INVALID_FRAME');
  });

  it.each([
    [0xc9, 8, 'arithmetic-coded'],
    [0xca, 8, 'arithmetic-coded'],
    [0xc3, 8, 'lossless'],
    [0xc5, 8, 'hierarchical'],
    [0xc1, 12, '12'],
  ])('says what it cannot read of JPEGs: frame header %i with %i bits', (marker, bits, word) => {
    const jpeg = goldenFile('baseline-420.jpg');
    const at = frameHeaderAt(jpeg);
    jpeg[at - 1] = marker;
    jpeg[at + 2] = bits;
    const error = failure(compressed(jpeg));
    expect(error?.code).toBe('UNSUPPORTED');
    expect(error?.message).toContain(word);
  });

  it.each(['baseline-420.jpg', 'progressive-444.jpg', 'restarts.jpg', 'separate-scans.jpg', 'ycck.jpg'])(
    'refuses every beginning of %s',
    (file) => {
      const data = goldenFile(file);
      for (let length = 0; length < data.length; length++) {
        expect(failure(compressed(data.subarray(0, length)))?.code, `${length} bytes`).toBe('INVALID_FRAME');
      }
    },
  );

  it.each(['rgb.png', 'palette-16.png', 'lossy.webp', 'lossless.webp', 'rgb.bmp', 'rgb-lzw.tiff'])(
    'refuses %s without its second half',
    (file) => {
      const data = goldenFile(file);
      expect(failure(compressed(data.subarray(0, data.length >> 1)))?.code).toBe('INVALID_FRAME');
    },
  );

  it('refuses a JPEG whose restart markers are out of order', () => {
    const jpeg = goldenFile('restarts.jpg');
    const at = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xd1]));
    expect(at).toBeGreaterThan(0);
    jpeg[at + 1] = 0xd3;
    expect(failure(compressed(jpeg))?.code).toBe('INVALID_FRAME');
  });

  it('refuses a JPEG with endless scans', () => {
    const jpeg = goldenFile('grey-progressive.jpg');
    const scan = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xda]));
    const end = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xc4]), scan);
    const one = jpeg.subarray(scan, end);
    const many = Buffer.concat([
      jpeg.subarray(0, scan),
      ...Array<Uint8Array>(101).fill(one),
      jpeg.subarray(scan),
    ]);
    expect(failure(compressed(many))?.code).toBe('INVALID_FRAME');
  });

  it.each([
    ...[
      'baseline-420.jpg',
      'baseline-422.jpg',
      'progressive-420.jpg',
      'restarts-progressive.jpg',
      'cmyk.jpg',
    ],
    ...[
      'mixed-sampling.jpg',
      'rgb.png',
      'palette-16.png',
      'lossy-alpha.webp',
      'lossless.webp',
      'palette.bmp',
    ],
    ...['rgb-lzw.tiff', 'rgb-16.tiff', 'palette.tiff'],
  ])('gives pixels or one of three errors for %s with bytes changed', (file) => {
    const data = goldenFile(file);
    const change = fc.tuple(fc.integer({ min: 0, max: data.length - 1 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const changed = data.slice();
        for (const [at, value] of changes) changed[at] = value;
        const code = failure(compressed(changed))?.code;
        expect([undefined, 'INVALID_FRAME', 'FRAME_TOO_LARGE', 'UNSUPPORTED']).toContain(code);
      }),
      { numRuns: 300 },
    );
  });
});
