import type { DropCounts, PixelFrame, StreamInfo, StreamItem } from '@farsight/client';

/** A result with what was measured on the way. */
export interface Received {
  readonly item: StreamItem;
  /** The frame in rgb24 with its results drawn, where a receiver asked for it. Belongs to the caller. */
  readonly painted?: PixelFrame | undefined;
  /** Results per second, lately. */
  readonly fps: number;
  /** Milliseconds from handing the frame to the client until its result was here; of a server's own source, until it was done there. */
  readonly latencyMs: number;
  /** Frames dropped since the stream began, by reason. */
  readonly drops: DropCounts;
  /** Which file of a recording it belongs to, from 0. */
  readonly segment: number;
}

/** What happens with results: files, displays, progress. */
export interface Receiver {
  /** Whether it looks at {@link Received.painted}; then it comes after those that do not, and must not look at the item's pixels. */
  readonly wantsPixels: boolean;
  /** Once, before the first result. */
  begin?(info: StreamInfo): Promise<void> | void;
  receive(received: Received): Promise<void> | void;
  /** Goes on showing what came last until the signal fires. */
  hold?(signal: AbortSignal): Promise<void>;
  /** Finishes files. Called once, also after an error. */
  close(): Promise<void> | void;
  /** What became of the results, for the end of the run: lines for people. */
  report?(): readonly string[];
  /** What others got or lost: lines for people, also where the run fails. */
  deliveries?(): readonly string[];
}

/** Closes all, whatever happens, and throws the first error. */
export async function closeAll(open: readonly Pick<Receiver, 'close'>[]): Promise<void> {
  const closed = await Promise.allSettled(open.map(async (one) => one.close()));
  for (const outcome of closed) if (outcome.status === 'rejected') throw outcome.reason;
}
