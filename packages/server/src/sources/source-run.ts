import type { Source } from '@farsight/media';
import type { CompressedFrame } from '@farsight/protocol';
import { answerFrames, type ReceivedFrame } from '../session/answer-frames.js';
import type { FrameAnswer, StreamCounts } from '../session/frame-line.js';
import { markGaps } from '../session/mark-gaps.js';
import type { StreamPlan } from '../session/stream-plan.js';
import type { StreamRegistry } from '../session/stream-registry.js';
import { KeptFrames } from '../watch/kept-frames.js';
import { PictureMaker } from '../watch/picture-maker.js';

/** Of the JPEGs that watchers get of decoded frames: what they would have made themselves. */
const quality = 90;

/** The answer to a frame of a source. */
export interface SourceAnswer extends FrameAnswer {
  /**
   * If somebody wanted it, gives the frame as an image: as its source had it, or as a JPEG that is made when the first one
   * asks. Undefined if there is none. Never rejects.
   */
  readonly picture: (() => Promise<CompressedFrame | undefined>) | undefined;
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
  const answered = answerFrames(markGaps(received(source), plan.delivery), plan, signal);
  const kept = new KeptFrames();
  answered.observe({
    onFrame: (frame) => {
      if (wantsFrames()) kept.keep(frame);
    },
    onAnswer: () => undefined,
  });
  async function* answers(): AsyncGenerator<SourceAnswer, void> {
    const stream = streams.open(source.streamId, plan, answered, source.live ? { source } : {});
    const pictures = new PictureMaker(quality);
    try {
      for await (const answer of answered.answers) {
        if (answer.outcome === undefined) continue;
        const frame = kept.take(answer.stamp.index);
        yield { ...answer, picture: frame && once(() => pictures.make(frame)) };
      }
    } finally {
      stream.close();
      await source[Symbol.asyncDispose]();
    }
  }
  return { answers: answers(), counts: answered.counts };
}

/** Several may ask; it is done for the first. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

async function* received(source: Source): AsyncGenerator<ReceivedFrame, void> {
  for await (const frame of source) yield { frame };
}
