import { FarsightError, type EncodedFrame } from '@farsight/client';
import { openSource, type SourceOptions } from '@farsight/media';

/** Enough for a picture of the source's variety, little enough for any machine's memory. */
const most = { frames: 100, bytes: 256 * 2 ** 20 };

/** The first frames of a source, in memory, so that reading and encoding are not what is measured. */
export async function preload(source: string, options: SourceOptions): Promise<readonly EncodedFrame[]> {
  await using opened = await openSource(source, options);
  const frames: EncodedFrame[] = [];
  let bytes = 0;
  for await (const frame of opened) {
    frames.push(frame);
    bytes += frame.data.length;
    if (frames.length >= most.frames || bytes >= most.bytes) break;
  }
  if (frames.length > 0) return frames;
  throw new FarsightError('SOURCE_FAILED', `Expected frames in ${source} but it has none.`);
}
