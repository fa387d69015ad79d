import { access, readdir } from 'node:fs/promises';
import { FarsightError } from '@farsight/protocol';
import { Device } from 'node-av/lib';
import type { MediaInput } from '../video/demuxer.js';
import { naturalOrder } from './natural-order.js';
import type { Source, SourceOptions } from './source.js';
import { videoFrameOptions } from './video-frame-options.js';
import { openVideo } from './video-source.js';

type Resolve = (device: string) => Promise<{ readonly format: string; readonly url: string }>;

/** How each system names its cameras. */
const systems: Readonly<Partial<Record<NodeJS.Platform, Resolve>>> = {
  linux: async (device) => ({ format: 'v4l2', url: await videoNode(device) }),
  // The number or name of the camera, and no microphone.
  darwin: (device) => Promise.resolve({ format: 'avfoundation', url: `${device}:none` }),
  win32: async (device) => ({ format: 'dshow', url: `video=${await directShowName(device)}` }),
};

/**
 * Opens a camera of this machine.
 *
 * @param device its number, or the system's name: `/dev/video2` on Linux, as the system shows it on macOS and Windows.
 */
export async function openCamera(device: string, options: SourceOptions): Promise<Source> {
  const { stallTimeoutMs } = videoFrameOptions(options);
  const resolve = systems[process.platform];
  if (resolve === undefined) {
    throw new FarsightError('UNSUPPORTED', `Cameras of ${process.platform} are not supported.`);
  }
  const { format, url } = await resolve(device);
  const shown = `camera:${device}`;
  return openDevice({ url, shown, format, stallTimeoutMs, options: cameraOptions(options) }, shown, options);
}

/** Opens a device in FFmpeg's words. */
export async function openDevice(
  input: MediaInput,
  streamId: string,
  options: SourceOptions,
): Promise<Source> {
  return openVideo(
    {
      kind: 'camera',
      streamId: options.streamId ?? streamId,
      // A camera's read blocks where nothing can interrupt it; asked not to block, it can be left at any time.
      input: { ...input, nonBlocking: true },
      isLive: () => true,
      onEnd: () => {
        throw new FarsightError('SOURCE_FAILED', `${input.shown} stopped. Check that it is plugged in.`);
      },
    },
    options,
  );
}

function cameraOptions({ camera = {} }: SourceOptions): Record<string, string | number> {
  const { width, height, frameRate } = camera;
  return {
    ...(width !== undefined && height !== undefined && { video_size: `${width}x${height}` }),
    ...(frameRate !== undefined && { framerate: frameRate }),
  };
}

async function videoNode(device: string): Promise<string> {
  const path = /^\d+$/.test(device) ? `/dev/video${device}` : device;
  try {
    await access(path);
    return path;
  } catch (error) {
    const nodes = (await readdir('/dev').catch(() => [])).filter((name) => /^video\d+$/.test(name));
    const list = nodes.sort(naturalOrder).map((name) => `camera:${name.slice(5)}`);
    throw notFound(device, list, error);
  }
}

async function directShowName(device: string): Promise<string> {
  if (!/^\d+$/.test(device)) return device;
  const names = (await Device.list()).filter(({ type }) => type === 'video').map(({ name }) => name);
  const name = names[Number(device)];
  if (name === undefined) throw notFound(device, names);
  return name;
}

function notFound(device: string, others: readonly string[], cause?: unknown): FarsightError {
  const hint = others.length === 0 ? 'This machine shows none.' : `This machine shows: ${others.join(', ')}.`;
  return new FarsightError('SOURCE_NOT_FOUND', `There is no camera ${device}. ${hint}`, { cause });
}
