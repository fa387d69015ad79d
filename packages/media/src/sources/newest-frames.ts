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
 * only the newest kept. What is left out is counted as dropped. Starts when first asked. Each frame belongs to whoever
 * receives it.
 */
export async function* newestFrames(
  open: (signal: AbortSignal) => AsyncIterable<CapturedFrame>,
  signal: AbortSignal,
  tally: Tally,
): AsyncGenerator<NumberedFrame, void, undefined> {
  const stop = new AbortController();
  const place = new NewestPlace();
  const pump = new Pump(async (self) => {
    let index = 0;
    for await (const frame of open(AbortSignal.any([signal, stop.signal]))) {
      if (place.put({ index: index++, frame })) tally.dropped += 1;
      self.notify();
    }
  });
  try {
    yield* pump.items(() => place.take());
  } finally {
    stop.abort();
    await pump.settled();
    place.clear();
  }
}

/** Room for one frame. */
class NewestPlace {
  #frame: NumberedFrame | undefined;

  /** @returns whether a frame that nobody took had to go. */
  put(frame: NumberedFrame): boolean {
    const replaces = this.clear();
    this.#frame = frame;
    return replaces;
  }

  take(): NumberedFrame | undefined {
    const frame = this.#frame;
    this.#frame = undefined;
    return frame;
  }

  clear(): boolean {
    const frame = this.take();
    if (frame !== undefined) discardCaptured(frame.frame);
    return frame !== undefined;
  }
}
