import { FarsightError, type EncodedFrame } from '@farsight/protocol';
import { probeImage } from '../image/probe-image.js';
import { frameSource } from './frame-source.js';
import { imageFrame, noImage } from './image-frame.js';
import type { Source, SourceKind, SourceOptions } from './source.js';
import { videoFrameOptions } from './video-frame-options.js';

/**
 * A source of a single image.
 *
 * @param shown its path or URL, for messages.
 * @throws FarsightError SOURCE_FAILED if the bytes are no image.
 */
export function oneImage(
  kind: SourceKind,
  streamId: string,
  data: Uint8Array,
  shown: string,
  options: SourceOptions,
): Source {
  const frameOptions = videoFrameOptions(options);
  const header = probeImage(data);
  if (header === undefined) {
    throw new FarsightError('SOURCE_FAILED', noImage(data, shown));
  }
  const { width, height, orientation } = header;
  const upright = orientation < 5 ? { width, height } : { width: height, height: width };
  const fileOf = (): string | undefined => (kind === 'image' ? shown : undefined);
  // eslint-disable-next-line @typescript-eslint/require-await -- sources are asynchronous, this one has nothing to wait for
  async function* frames(): AsyncGenerator<EncodedFrame, void, undefined> {
    yield imageFrame(data, { streamId, index: 0, ptsUs: 0 }, shown, frameOptions);
  }
  return frameSource(streamId, { kind, frameCount: 1, ...upright, fileOf, frames }, options);
}
