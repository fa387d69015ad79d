import { discardCaptured, type CapturedFrame } from '../video/video-reader.js';
import type { Tally } from './frame-source.js';
import { Pump } from './pump.js';

/** A frame with its number in the source. */
export interface NumberedFrame {
  readonly index: number;
  readonly frame: CapturedFrame;
}

/**
 * The frames of a live input: read on while nobody asks, so that nothing old queues up in the camera or the network, and
 * only the newest kept; of video as it was coded, a second or two. What is left out is counted as dropped. Starts when
 * first asked. Each frame belongs to whoever receives it.
 */
export async function* newestFrames(
  open: (signal: AbortSignal) => AsyncIterable<CapturedFrame>,
  signal: AbortSignal,
  tally: Tally,
): AsyncGenerator<NumberedFrame, void, undefined> {
  const stop = new AbortController();
  const waiting = new WaitingFrames();
  const pump = new Pump(async (self) => {
    let index = 0;
    for await (const frame of open(AbortSignal.any([signal, stop.signal]))) {
      tally.dropped += waiting.put({ index: index++, frame });
      self.notify();
    }
  });
  try {
    yield* pump.items(() => waiting.take());
  } finally {
    stop.abort();
    await pump.settled();
    waiting.clear();
  }
}

/** Chunks of video that may wait. */
const mostChunks = 48;

/** Room for one frame, or for chunks of video in a row: without the one before, a chunk is of no use. */
class WaitingFrames {
  readonly #frames: NumberedFrame[] = [];
  #needsKeyFrame = false;

  /** @returns how many frames that nobody took had to go. */
  put(numbered: NumberedFrame): number {
    const { frame } = numbered;
    if (!('chunk' in frame)) {
      const dropped = this.clear();
      this.#frames.push(numbered);
      return dropped;
    }
    const dropped = this.#frames.length >= mostChunks ? this.#makeRoom() : 0;
    if (this.#needsKeyFrame && !frame.chunk.keyFrame) return dropped + 1;
    this.#needsKeyFrame = false;
    this.#frames.push(numbered);
    return dropped;
  }

  /** Leaves what begins with the newest key frame, or nothing until the next. Returns how many had to go. */
  #makeRoom(): number {
    const isKeyFrame = ({ frame }: NumberedFrame): boolean => 'chunk' in frame && frame.chunk.keyFrame;
    const newest = this.#frames.findLastIndex(isKeyFrame);
    if (newest > 0) return this.#frames.splice(0, newest).length;
    this.#needsKeyFrame = true;
    return this.clear();
  }

  take(): NumberedFrame | undefined {
    return this.#frames.shift();
  }

  /** @returns how many there were. */
  clear(): number {
    const frames = this.#frames.splice(0);
    for (const { frame } of frames) discardCaptured(frame);
    return frames.length;
  }
}
