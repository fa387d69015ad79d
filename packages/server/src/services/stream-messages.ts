import {
  droppedFramesToMessage,
  dropsToMessage,
  networkInfoToMessage,
  resultToMessage,
} from '@farsight/protocol';
import type { farsightV1 } from '@farsight/protocol/wire';
import { errorForClient } from '../error-to-status.js';
import type { DropNotice, FrameAnswer, StreamCounts } from '../session/frame-line.js';
import { planInfos, type StreamPlan } from '../session/stream-plan.js';

/** The answer to a frame as its stream's client gets it. */
export function replyMessage({ stamp, drops, droppedFrames, outcome }: FrameAnswer): farsightV1.FrameReply {
  const { indices, reasons } = droppedFramesToMessage(droppedFrames);
  return {
    index: stamp.index,
    ptsUs: stamp.ptsUs,
    ...dropsToMessage(drops),
    droppedIndices: indices,
    droppedReasons: reasons,
    outcome:
      outcome instanceof Error
        ? { $case: 'error', value: errorForClient(outcome) }
        : { $case: 'result', value: resultToMessage(outcome) },
  };
}

/** What the client of a stream is told first. */
export function infoMessage(streamId: string, plan: StreamPlan): farsightV1.StreamInfo {
  const { maxInFlight, maxAgeMs = 0 } = plan;
  return { streamId, networks: infoMessages(plan), maxInFlight, maxAgeMs, source: undefined };
}

/** The networks of a stream, with labels. */
export function infoMessages(plan: Pick<StreamPlan, 'networks'>): farsightV1.NetworkInfo[] {
  return planInfos(plan).map((info) => networkInfoToMessage(info, { labels: true }));
}

/** Frames that will have no reply. */
export function noticeMessage({ droppedFrames }: DropNotice): farsightV1.FramesDropped {
  return droppedFramesToMessage(droppedFrames);
}

/** What became of the frames of a stream that is over. */
export function summaryMessage({
  received,
  answered,
  drops,
}: Pick<StreamCounts, 'received' | 'answered' | 'drops'>): farsightV1.StreamSummary {
  return { received, answered, ...dropsToMessage(drops) };
}
