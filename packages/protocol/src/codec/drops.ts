import { noDrops, totalDrops, type DropCounts, type DroppedFrame, type DropReason } from '../domain/drops.js';
import { DropReason as ReasonMessage, type Drops } from '../gen/farsight/v1/farsight.js';

const messages: Readonly<Record<DropReason, ReasonMessage>> = {
  client: ReasonMessage.DROP_REASON_CLIENT,
  queue: ReasonMessage.DROP_REASON_QUEUE,
  decode: ReasonMessage.DROP_REASON_DECODE,
  deadline: ReasonMessage.DROP_REASON_DEADLINE,
};

const reasons = new Map(Object.entries(messages).map(([reason, message]) => [message, reason as DropReason]));

/** The largest number of a uint32. */
const mostDropped = 2 ** 32 - 1;

/** How many frames were dropped, as messages say it: their sum, and by reason. */
export function dropsToMessage(drops: DropCounts): { dropped: number; drops: Drops | undefined } {
  const dropped = totalDrops(drops);
  // Indices may leave gaps of any size.
  return { dropped: Math.min(dropped, mostDropped), drops: dropped === 0 ? undefined : { ...drops } };
}

/** Message -> domain; nothing where there is no message. */
export function dropsFromMessage(message: Drops | undefined): DropCounts {
  return message ?? noDrops;
}

/** Domain -> the two fields of messages that name frames. */
export function droppedFramesToMessage(frames: readonly DroppedFrame[]): {
  indices: number[];
  reasons: ReasonMessage[];
} {
  return {
    indices: frames.map(({ index }) => index),
    reasons: frames.map(({ reason }) => messages[reason]),
  };
}

/** Message -> index and reason of each frame. A reason that is missing, or that this version does not know, is `queue`. */
export function droppedFramesFromMessage(
  indices: readonly number[],
  wireReasons: readonly ReasonMessage[],
): ReadonlyMap<number, DropReason> {
  return new Map(indices.map((index, at) => [index, reasonOf(wireReasons[at])]));
}

function reasonOf(message: ReasonMessage | undefined): DropReason {
  return (message === undefined ? undefined : reasons.get(message)) ?? 'queue';
}
