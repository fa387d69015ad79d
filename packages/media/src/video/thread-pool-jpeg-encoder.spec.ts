import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeImage } from '../image/decode-image.js';
import { encodeJpeg } from '../image/jpeg/encode-jpeg.js';
import { expectNothingLeft } from '../sources/testing/collect.js';
import { fileInput } from '../sources/video-inputs.js';
import { PictureConverter } from './picture-converter.js';
import { ThreadPoolJpegEncoder } from './thread-pool-jpeg-encoder.js';
import { VideoReader } from './video-reader.js';

const video = fileURLToPath(new URL('../../../../samples/conveyor.mp4', import.meta.url));

/** How close a JPEG is to the pixels it was made of: peak signal-to-noise ratio in dB. */
function psnr(jpeg: Uint8Array, pixels: Uint8Array): number {
  using decoded = decodeImage(jpeg, { maxPixels: 1e6 });
  const squares = decoded.data.reduce((sum, value, i) => sum + (value - pixels[i]!) ** 2, 0);
  return 10 * Math.log10((255 ** 2 * pixels.length) / squares);
}

/** Fidelity of the first frame of the sample video, encoded by both encoders. */
async function fidelities(quality: number): Promise<{ inPool: number; exact: number }> {
  const { signal } = new AbortController();
  const options = {
    asCoded: 'jpeg',
    isLive: () => false,
    maxPixels: 1e6,
    onBroken: () => undefined,
  } as const;
  await using reader = await VideoReader.open(fileInput(video, video), options, signal);
  using converter = new PictureConverter();
  using encoder = new ThreadPoolJpegEncoder(quality);
  for await (const frame of reader.frames(signal)) {
    if (!('picture' in frame)) throw new Error('Expected decoded pictures.');
    using picture = frame.picture;
    using pixels = await converter.toPixels(picture);
    const inPool = psnr(await encoder.encode(await converter.toJfif(picture)), pixels.data);
    return { inPool, exact: psnr(encodeJpeg(pixels, { quality }), pixels.data) };
  }
  throw new Error('Expected a frame.');
}

describe('ThreadPoolJpegEncoder', () => {
  afterEach(expectNothingLeft);

  it.each([90, 85, 80, 75, 60, 50])('means by quality %i what libjpeg means', async (quality) => {
    const { inPool, exact } = await fidelities(quality);
    expect(inPool).toBeGreaterThan(exact - 0.25);
    // Its steps are coarse: the next finer one is up to 1.5 dB better.
    expect(inPool).toBeLessThan(exact + 1.5);
  });
});
