import type { EncodedFrame, FarsightError, Stamp } from '@farsight/protocol';
import { numberOf, withPixels } from '../../../packages/media/src/sources/testing/collect.js';
import type { ReceivedFrame } from '../../../packages/server/src/session/answer-frames.js';
import { decodeVideo } from '../../../packages/server/src/session/decode-video.js';

/** A picture of a clip whose frames show their numbers, or why there is none. */
export interface Shown {
  readonly stamp: Stamp;
  /** What it shows. */
  readonly number: number;
  /** For example `320x240`. */
  readonly size: string;
}

/** A frame that could not be decoded. */
export interface Undecoded {
  readonly stamp: Stamp;
  readonly error: FarsightError;
}

/** What frames show, those of video decoded by the server's code. */
export async function* shownFrames(
  frames: AsyncIterable<EncodedFrame>,
): AsyncGenerator<Shown | Undecoded, void, undefined> {
  async function* received(): AsyncGenerator<ReceivedFrame, void> {
    for await (const frame of frames) yield { frame };
  }
  for await (const item of decodeVideo(received(), { maxPixels: 1e7, delivery: 'lossless' })) {
    if (item.lost !== undefined) throw new Error('A stream without loss has lost a frame.');
    yield item.error === undefined ? look(item.frame) : item;
  }
}

function look(frame: EncodedFrame): Shown {
  const size = withPixels(frame, ({ width, height }) => `${width}x${height}`);
  return { stamp: frame.stamp, number: numberOf(frame), size };
}

/** The next frames up to the one that is enough, and that. */
export async function readUntil(
  frames: AsyncIterator<Shown | Undecoded, void>,
  isEnough: (shown: Shown, all: readonly Shown[]) => boolean,
): Promise<Shown[]> {
  const all: Shown[] = [];
  for (;;) {
    const next = await frames.next();
    if (next.done === true) throw new Error('The source has ended.');
    if ('error' in next.value) continue;
    all.push(next.value);
    if (isEnough(next.value, all)) return all;
  }
}

/** The next `count` frames. */
export function read(frames: AsyncIterator<Shown | Undecoded, void>, count: number): Promise<Shown[]> {
  return readUntil(frames, (_, all) => all.length === count);
}
