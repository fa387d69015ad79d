import type { DropReason } from '@farsight/protocol';

/** Frames of a live stream that were lost on the way to the line. */
export interface LostFrames {
  readonly lost: DropReason;
  readonly count: number;
  /** Those that had arrived: their sender waits for them. */
  readonly indices: readonly number[];
}
