import { VideoStreamDecoder } from '@farsight/media';
import type { EncodedFrame, FarsightError, Stamp } from '@farsight/protocol';
import { numberOf, withPixels } from '../../../packages/media/src/sources/testing/collect.js';

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

/** What frames show: as they are, or decoded as a server does where they are video. */
export async function* shownFrames(
  frames: AsyncIterable<EncodedFrame>,
): AsyncGenerator<Shown | Undecoded, void, undefined> {
  using decoder = new VideoStreamDecoder({ maxPixels: 1e7 });
  for await (const frame of frames) {
    if (frame.codec !== 'video') {
      yield look(frame);
      continue;
    }
    for await (const decoded of decoder.decode(frame))
      yield decoded.error === undefined ? look(decoded.frame) : decoded;
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
