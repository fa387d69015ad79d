import type { EncodedFrame } from '@farsight/protocol';
import { cancelled } from './cancelled.js';
import { frameSource } from './frame-source.js';
import type { Source, SourceOptions } from './source.js';

/** Frames of the caller's own making. They and their stamps pass as they are. */
export function openFrames(
  frames: Iterable<EncodedFrame> | AsyncIterable<EncodedFrame>,
  options: SourceOptions,
): Source {
  return frameSource(
    options.streamId ?? 'frames',
    { kind: 'frames', frames: (signal) => passOn(frames, signal) },
    options,
  );
}

async function* passOn(
  frames: Iterable<EncodedFrame> | AsyncIterable<EncodedFrame>,
  signal: AbortSignal,
): AsyncGenerator<EncodedFrame, void, undefined> {
  const iterator =
    Symbol.asyncIterator in frames ? frames[Symbol.asyncIterator]() : frames[Symbol.iterator]();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(cancelled());
    signal.addEventListener('abort', onAbort, { once: true });
  });
  aborted.catch(() => undefined); // not every abort comes during a wait
  let isWaiting = false;
  try {
    for (;;) {
      if (signal.aborted) throw cancelled();
      isWaiting = true;
      const result = await Promise.race([iterator.next(), aborted]);
      isWaiting = false;
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    const closed = Promise.resolve(iterator.return?.());
    // A generator that is waiting would only return after its wait, which may never end.
    if (isWaiting) closed.catch(() => undefined);
    else await closed;
  }
}
