import { join } from 'node:path';
import { makeClip } from '../../../packages/media/src/video/testing/make-clip.js';
import type { CameraCodec } from '../python/rtsp-camera.js';

/** Frames of a clip, 25 a second; each shows its number. */
export const clipFrames = 50;

/** How a clip is coded. */
export interface Coding {
  readonly codec?: CameraCodec;
  /** `WIDTHxHEIGHT` */
  readonly size?: string;
  readonly bFrames?: number;
  /** Frames from one key frame to the next. */
  readonly keyFrameEvery?: number;
  /** Parts of each picture. */
  readonly slices?: number;
}

const encoders = { h264: 'libx264', h265: 'libx265', jpeg: 'mjpeg' };

/** Makes a clip whose frames show their numbers. */
export async function numberedClip(folder: string, coding: Coding = {}): Promise<string> {
  const { codec = 'h264', size = '320x240', bFrames = 0, keyFrameEvery = 10, slices = 1 } = coding;
  const path = join(folder, `${[codec, size, bFrames, keyFrameEvery, slices].join('-')}.mov`);
  const [width, height] = size.split('x').map(Number) as [number, number];
  const parameters = `keyint=${keyFrameEvery}:min-keyint=${keyFrameEvery}:scenecut=0:bframes=${bFrames}:slices=${slices}`;
  const options = {
    h264: { preset: 'ultrafast', 'x264-params': `${parameters}:b-adapt=0` },
    h265: { preset: 'ultrafast', 'x265-params': `${parameters}:b-adapt=0:log-level=none` },
    // What RTP says nothing of (RFC 2435) must be standard.
    jpeg: { huffman: 'default', qmin: 2, qmax: 4 },
  }[codec];
  const timesMs = Array.from({ length: clipFrames }, (_, i) => 40 * i);
  await makeClip(path, { encoder: encoders[codec], width, height, bFrames, timesMs, options });
  return path;
}
