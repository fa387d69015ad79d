import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EncodedFrame } from '@farsight/protocol';
import { beforeAll } from 'vitest';
import { makeClip } from '../video/testing/make-clip.js';
import { openDevice } from './open-camera.js';
import { openSource } from './open-source.js';
import { temporaryFolder } from './testing/collect.js';
import { describeFrameSource } from './testing/describe-frame-source.js';
import { bmpPicture, jpegPicture, pngPicture } from './testing/picture.js';
import { serveBytes, serveMjpeg, webServer } from './testing/web-server.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

const videoRoute: { serve?: ReturnType<typeof serveBytes> } = {};
const url = webServer({
  '/picture': serveBytes(jpegPicture(), 'image/jpeg'),
  '/video': (request, response) => videoRoute.serve?.(request, response),
  '/mjpeg': serveMjpeg([jpegPicture(), jpegPicture(32, 24, 1), jpegPicture(32, 24, 2)], 'repeat'),
});

beforeAll(async () => {
  await makeClip(at('clip.mp4'), { encoder: 'libx264', bFrames: 2 });
  await makeClip(at('clip.avi'), { encoder: 'mjpeg' });
  videoRoute.serve = serveBytes(readFileSync(at('clip.mp4')), 'video/mp4');
  writeFileSync(at('picture.jpg'), jpegPicture());
  mkdirSync(at('pictures'));
  writeFileSync(at('pictures/1.jpg'), jpegPicture());
  writeFileSync(at('pictures/2.png'), pngPicture());
  writeFileSync(at('pictures/10.bmp'), bmpPicture(8, 8, [1, 2, 3]));
});

async function* ownFrames(): AsyncGenerator<EncodedFrame> {
  for (let index = 0; index < 4; index++) {
    const stamp = { streamId: 'gate 7', index, ptsUs: 10 * index };
    yield await Promise.resolve<EncodedFrame>({ stamp, codec: 'jpeg', data: jpegPicture(8, 8, index) });
  }
}

const lossless = (path: string, frameCount: number): Parameters<typeof describeFrameSource>[1] => ({
  open: (options) => openSource(at(path), options),
  frameCount,
  live: false,
});

describeFrameSource('an image', lossless('picture.jpg', 1));
describeFrameSource('a folder', lossless('pictures', 3));
describeFrameSource('a glob', lossless('pictures/*.{jpg,png}', 2));
describeFrameSource('a video', lossless('clip.mp4', 10));
describeFrameSource('a video of JPEGs', lossless('clip.avi', 10));
describeFrameSource('a raw video', {
  open: (options) => openSource(at('clip.mp4'), { ...options, wire: 'raw' }),
  frameCount: 10,
  live: false,
});
describeFrameSource('an image of a web server', {
  open: (options) => openSource(url('/picture'), options),
  frameCount: 1,
  live: false,
});
describeFrameSource('a video of a web server', {
  open: (options) => openSource(url('/video'), options),
  frameCount: 10,
  live: false,
});
describeFrameSource('an MJPEG stream', {
  open: (options) => openSource(url('/mjpeg'), options),
  frameCount: undefined,
  live: true,
});
describeFrameSource('a device', {
  // FFmpeg's own picture generator in the place of a camera: any device goes the same way.
  open: (options) =>
    openDevice(
      { url: 'testsrc2=size=64x48:rate=25', format: 'lavfi', shown: 'camera:test', stallTimeoutMs: 5000 },
      'camera:test',
      options,
    ),
  frameCount: undefined,
  live: true,
});
describeFrameSource('frames of the caller', {
  open: (options) => openSource(ownFrames(), options),
  frameCount: 4,
  live: false,
});
