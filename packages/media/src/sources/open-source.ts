import type { EncodedFrame } from '@farsight/protocol';
import { cancelled } from './cancelled.js';
import { openCamera } from './open-camera.js';
import { openFrames } from './open-frames.js';
import { openHttp } from './open-http.js';
import { openPath } from './open-path.js';
import { openRtsp } from './open-rtsp.js';
import { parseSource, type SourceSpec } from './parse-source.js';
import type { Source, SourceOptions } from './source.js';
import { untilOpen } from './until-open.js';

/**
 * Opens where frames come from. What it is, is found out from the text, for files from their content:
 * - an image file: one frame. JPEG, PNG and WebP travel as they are, BMP and TIFF as PNG;
 * - a folder or a glob (`shots/*.jpg`): its images in natural order. One that cannot be read is reported as a problem,
 *   its index is left out, and the run goes on;
 * - a video file: every frame, upright, at the consumer's pace;
 * - `rtsp://…`, `rtsps://…`; `http(s)://…` of a video, an MJPEG stream or one image; `camera:0`;
 * - frames of the caller's own making.
 *
 * @throws FarsightError SOURCE_NOT_FOUND if there is no such file, image, host or camera; SOURCE_FAILED if it cannot be
 * read as pictures or does not answer; FRAME_TOO_LARGE; INVALID_ARGUMENT for a text or option that means nothing; CANCELLED.
 */
export async function openSource(
  source: string | Iterable<EncodedFrame> | AsyncIterable<EncodedFrame>,
  options: SourceOptions = {},
): Promise<Source> {
  if (options.signal?.aborted === true) throw cancelled();
  if (typeof source !== 'string') return openFrames(source, options);
  const spec = parseSource(source);
  if (spec.kind === 'path') return openPath(spec.path, options);
  const open = (): Promise<Source> => openRemote(spec, options);
  return options.retryOpening === true ? untilOpen(open, options) : open();
}

async function openRemote(
  spec: Exclude<SourceSpec, { kind: 'path' }>,
  options: SourceOptions,
): Promise<Source> {
  switch (spec.kind) {
    case 'rtsp':
      return openRtsp(spec.url, options);
    case 'http':
      return openHttp(spec.url, options);
    case 'camera':
      return openCamera(spec.device, options);
  }
}
