import { setTimeout } from 'node:timers/promises';
import type { EncodedFrame } from '@farsight/client';

/** At most the first `count` frames, or results of frames. */
export async function* firstFrames<T>(frames: AsyncIterable<T>, count: number): AsyncGenerator<T, void> {
  let taken = 0;
  for await (const frame of frames) {
    yield frame;
    taken += 1;
    if (taken >= count) return;
  }
}

/** Waits, unless the signal fires first: then it rejects. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>;

/** Who falls further behind does not race after the clock: the clock waits. */
const mostLateMs = 500;

/** Frames of a recording at the pace they were recorded: the first at once, each other when its time has come. */
export async function* atTheirPace(
  frames: AsyncIterable<EncodedFrame>,
  signal: AbortSignal,
  sleep: Sleep = (ms) => setTimeout(ms, undefined, { signal }),
): AsyncGenerator<EncodedFrame, void> {
  let zeroMs: number | undefined;
  for await (const frame of frames) {
    const ptsMs = frame.stamp.ptsUs / 1000;
    zeroMs ??= performance.now() - ptsMs;
    const earlyMs = zeroMs + ptsMs - performance.now();
    if (earlyMs > 1) await sleep(earlyMs, signal);
    else if (earlyMs < -mostLateMs) zeroMs -= earlyMs;
    yield frame;
  }
}
