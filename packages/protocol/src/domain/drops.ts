/** Why frames are dropped: see {@link DropCounts}. */
export const dropReasons = ['client', 'queue', 'decode', 'deadline'] as const;

/** See {@link DropCounts}. */
export type DropReason = (typeof dropReasons)[number];

/** How many frames of a live stream were dropped, by reason. */
export interface DropCounts {
  /** Never sent, because newer ones came before they could be: left out by the client, or by a live source. */
  readonly client: number;
  /** Waited on the server and gave way to newer ones. */
  readonly queue: number;
  /** Chunks of video that could not be decoded because what they build on never came or was damaged. */
  readonly decode: number;
  /** Waited on the server for longer than the stream's bound (`maxAgeMs`), and were not begun. */
  readonly deadline: number;
}

/** Counts that grow. */
export type DropTally = Record<DropReason, number>;

/** A frame that arrived and was dropped. */
export interface DroppedFrame {
  readonly index: number;
  readonly reason: DropReason;
}

/** Nothing was dropped. */
export const noDrops: DropCounts = Object.freeze(newDropTally());

/** Counts to add to. */
export function newDropTally(): DropTally {
  return { client: 0, queue: 0, decode: 0, deadline: 0 };
}

/** Adds `drops` to a tally. */
export function addDrops(tally: DropTally, drops: DropCounts): void {
  for (const reason of dropReasons) tally[reason] += drops[reason];
}

/** How many there are of all reasons together. */
export function totalDrops({ client, queue, decode, deadline }: DropCounts): number {
  return client + queue + decode + deadline;
}

/** The reasons that there are drops for, such as `{ queue: 9, deadline: 3 }`. */
export function dropsByReason(drops: DropCounts): Partial<DropCounts> {
  return Object.fromEntries(
    dropReasons.filter((reason) => drops[reason] > 0).map((reason) => [reason, drops[reason]]),
  );
}

/** `12 dropped (queue 9, deadline 3)`, for people. */
export function dropsText(drops: DropCounts): string {
  return `${totalDrops(drops)} dropped${dropReasonsText(drops)}`;
}

/** ` (queue 9, deadline 3)`, to stand behind their sum; empty if there are none. */
export function dropReasonsText(drops: DropCounts): string {
  const reasons = Object.entries(dropsByReason(drops)).map(([reason, count]) => `${reason} ${count}`);
  return reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
}
