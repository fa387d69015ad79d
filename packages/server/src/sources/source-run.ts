import type { Source } from '@farsight/media';
import type { EncodedFrame } from '@farsight/protocol';
import { answerFrames, type ReceivedFrame } from '../session/answer-frames.js';
import type { FrameAnswer, StreamCounts } from '../session/frame-line.js';
import { markGaps } from '../session/mark-gaps.js';
import type { StreamPlan } from '../session/stream-plan.js';
import type { StreamRegistry } from '../session/stream-registry.js';
import { KeptFrames } from './kept-frames.js';

/** The answer to a frame of a source, with the frame as its source gave it if somebody wanted it. */
export interface SourceAnswer extends FrameAnswer {
  readonly frame: EncodedFrame | undefined;
}

/** What was answered so far. */
export type SourceCounts = Pick<StreamCounts, 'received' | 'answered' | 'drops'>;

/** A source being answered. */
export interface SourceRun {
  readonly answers: AsyncGenerator<SourceAnswer, void>;
  readonly counts: Readonly<SourceCounts>;
}

/**
 * Sends the frames of an open source the way of every stream's frames. The source is closed when the answers end, for whatever
 * reason.
 *
 * @param wantsFrames - whether frames that arrive now are to come with their answers
 */
export function runSource(
  source: Source,
  plan: StreamPlan,
  { streams, wantsFrames }: { readonly streams: StreamRegistry; readonly wantsFrames: () => boolean },
  signal: AbortSignal,
): SourceRun {
  const frames = received(source);
  const answered = answerFrames(source.live ? markGaps(frames) : frames, plan, signal);
  const kept = new KeptFrames(wantsFrames);
  answered.observe(kept);
  async function* answers(): AsyncGenerator<SourceAnswer, void> {
    const stream = streams.open(source.streamId, plan, answered, source.live ? { source } : {});
    try {
      for await (const answer of answered.answers) {
        if (answer.outcome !== undefined) yield { ...answer, frame: kept.take(answer.stamp.index) };
      }
    } finally {
      stream.close();
      await source[Symbol.asyncDispose]();
    }
  }
  return { answers: answers(), counts: answered.counts };
}

async function* received(source: Source): AsyncGenerator<ReceivedFrame, void> {
  for await (const frame of source) yield { frame };
}
