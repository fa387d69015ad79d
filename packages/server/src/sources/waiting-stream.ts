import type { EncodedFrame } from '@farsight/protocol';
import { answerFrames } from '../session/answer-frames.js';
import type { StreamPlan } from '../session/stream-plan.js';
import type { RegisteredStream, StreamRegistry } from '../session/stream-registry.js';

/** Lists a source that could not be reached yet as the stream that it will be. To be closed when it is open, or given up. */
export function listWaiting(id: string, plan: StreamPlan, streams: StreamRegistry): RegisteredStream {
  const sinceMs = performance.now();
  const source = {
    losses: 0,
    get awayMs() {
      return performance.now() - sinceMs;
    },
  };
  // Not begun, so there is nothing to end.
  const nothing = answerFrames(noFrames(), plan, new AbortController().signal);
  return streams.open(id, plan, nothing, { watchable: false, source });
}

// eslint-disable-next-line require-yield, @typescript-eslint/require-await -- a stream without frames
async function* noFrames(): AsyncGenerator<{ readonly frame: EncodedFrame }, void> {
  return undefined;
}
