import { FarsightError, type EncodedFrame, type Stamp } from '@farsight/protocol';
import { FrameLine, type DropNotice, type FrameAnswer, type StreamCounts } from './frame-line.js';
import type { FrameObserver } from './frame-observer.js';
import type { LostFrames } from './lost-frames.js';
import type { StreamPlan } from './stream-plan.js';

/** A frame as it arrived, or why it cannot be run, or frames that were lost before it. */
export type ReceivedFrame =
  | {
      readonly frame: EncodedFrame;
      /** What it took to decode it, where it was video. */
      readonly decodeMs?: number;
      readonly error?: undefined;
      readonly lost?: undefined;
    }
  | { readonly stamp: Stamp; readonly error: FarsightError; readonly lost?: undefined }
  | LostFrames;

/** Frames being answered: the answers, and what has been done so far. */
export interface AnsweredFrames {
  readonly answers: AsyncIterable<FrameAnswer | DropNotice>;
  readonly counts: Readonly<StreamCounts>;
  /** Lets one look at the frames and answers that pass from now on; to be called before the first answer is fetched. */
  observe(observer: FrameObserver): void;
}

/**
 * The whole way of a stream's frames on the server: received (video decoded already, see `decodeVideo`), admitted to the line, taken by executors, answered in
 * order. A frame that fails is answered with its error and the stream goes on. When the caller stops, `signal` aborts or
 * `received` fails, everything is let go of at once; frames that executors are at work on are run and forgotten.
 */
export function answerFrames(
  received: AsyncIterable<ReceivedFrame>,
  plan: StreamPlan,
  signal: AbortSignal,
): AnsweredFrames {
  const line = new FrameLine(plan);
  const observers: FrameObserver[] = [];
  return {
    answers: answer(line, received, plan, signal, observers),
    counts: line.counts,
    observe: (observer) => void observers.push(observer),
  };
}

async function* answer(
  line: FrameLine,
  received: AsyncIterable<ReceivedFrame>,
  plan: StreamPlan,
  signal: AbortSignal,
  observers: readonly FrameObserver[],
): AsyncGenerator<FrameAnswer | DropNotice, void> {
  const tickets = plan.networks.map(({ network }, index) => network.attach(line.lane(index)));
  const wake = (): void => {
    for (const ticket of tickets) ticket.wake();
  };
  const onAbort = (): void => line.close(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  // Ends with `received`, which ends with the call. Not waited for: its source may be silent for ever.
  void admit(received, line, wake, observers);
  try {
    for (let next = await line.next(); next !== undefined; next = await line.next()) {
      wake();
      if (next.outcome !== undefined) for (const observer of observers) observer.onAnswer(next);
      yield next;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    line.close(new FarsightError('CANCELLED', 'The stream was ended.'));
    for (const ticket of tickets) ticket.leave();
  }
}

/** Puts frames into the line as they arrive and as there is room; never rejects. */
async function admit(
  received: AsyncIterable<ReceivedFrame>,
  line: FrameLine,
  wake: () => void,
  observers: readonly FrameObserver[],
): Promise<void> {
  try {
    for await (const item of received) {
      put(item, line, observers);
      wake();
      const room = line.room();
      if (room !== undefined) await room;
      if (line.closed) return;
    }
    line.end();
  } catch (error) {
    line.close(error);
  }
}

function put(item: ReceivedFrame, line: FrameLine, observers: readonly FrameObserver[]): void {
  if (item.lost !== undefined) {
    line.addLost(item);
    return;
  }
  if (item.error !== undefined) {
    line.addFailed(item.stamp, item.error);
    return;
  }
  const { frame, decodeMs } = item;
  if (frame.codec === 'video') {
    line.addFailed(frame.stamp, new FarsightError('UNSUPPORTED', 'Expected images here but received video.'));
    return;
  }
  for (const observer of observers) observer.onFrame(frame);
  line.add(frame, decodeMs);
}
