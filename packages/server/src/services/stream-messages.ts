import { networkInfoToMessage, resultToMessage } from '@farsight/protocol';
import type { farsightV1 } from '@farsight/protocol/wire';
import { errorForClient } from '../error-to-status.js';
import type { FrameAnswer } from '../session/frame-line.js';
import { planInfos, type StreamPlan } from '../session/stream-plan.js';

/** The answer to a frame as its stream's client gets it. */
export function replyMessage({
  stamp,
  dropped,
  droppedIndices,
  outcome,
}: FrameAnswer): farsightV1.FrameReply {
  return {
    index: stamp.index,
    ptsUs: stamp.ptsUs,
    dropped,
    droppedIndices: [...droppedIndices],
    outcome:
      outcome instanceof Error
        ? { $case: 'error', value: errorForClient(outcome) }
        : { $case: 'result', value: resultToMessage(outcome) },
  };
}

/** The networks of a stream, with labels. */
export function infoMessages(plan: Pick<StreamPlan, 'networks'>): farsightV1.NetworkInfo[] {
  return planInfos(plan).map((info) => networkInfoToMessage(info, { labels: true }));
}
