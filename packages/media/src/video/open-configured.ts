import { FarsightError, type VideoConfig } from '@farsight/protocol';
import { AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import { CodecParameters } from 'node-av/lib';
import { checkPixels, type DecodeLimits } from '../image/decode-image.js';
import { countHandle } from './native-handles.js';
import { VideoDecoder } from './video-decoder.js';
import { codecIdOf, videoFormats } from './video-formats.js';

/**
 * The decoder that a configuration asks for. Nothing is decoded ahead: pictures come as soon as their order allows.
 *
 * @throws FarsightError UNSUPPORTED for formats that do not travel; FRAME_TOO_LARGE; INVALID_FRAME if it is damaged.
 */
export async function openConfigured(config: VideoConfig, limits: DecodeLimits): Promise<VideoDecoder> {
  const { codec, description, codedWidth = 0, codedHeight = 0 } = config;
  const codecId = codecIdOf(codec);
  if (codecId === undefined) {
    throw new FarsightError(
      'UNSUPPORTED',
      `Expected video of ${videoFormats.join(', ')} but received codec ${JSON.stringify(codec)}.`,
    );
  }
  checkPixels(codedWidth, codedHeight, limits);
  const parameters = new CodecParameters();
  const freed = countHandle();
  try {
    parameters.alloc();
    Object.assign(parameters, {
      codecType: AVMEDIA_TYPE_VIDEO,
      codecId,
      width: codedWidth,
      height: codedHeight,
    });
    if (description !== undefined) parameters.extradata = Buffer.from(description);
    const timeBase = { num: 1, den: 1_000_000 };
    return await VideoDecoder.open({ parameters, timeBase }, 'the video', { delay: 'none', ...limits });
  } catch (error) {
    throw new FarsightError('INVALID_FRAME', `The configuration of the ${codec} video is damaged.`, {
      cause: error,
    });
  } finally {
    parameters.free();
    freed();
  }
}

/** Whether a decoder that is open for one configuration can go on with the other. */
export function sameConfig(a: VideoConfig, b: VideoConfig): boolean {
  return (
    a.codec === b.codec &&
    a.codedWidth === b.codedWidth &&
    a.codedHeight === b.codedHeight &&
    a.rotation === b.rotation &&
    a.flip === b.flip &&
    Buffer.compare(a.description ?? new Uint8Array(), b.description ?? new Uint8Array()) === 0
  );
}
