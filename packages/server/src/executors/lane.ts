import type { StillFrame, FarsightError, FrameResult, RunOptions } from '@farsight/protocol';

/** One frame to be run on one network. Who takes it settles it, once. */
export interface Job {
  readonly frame: StillFrame;
  readonly options: RunOptions;
  /** The frame's bytes are nobody else's and may be moved to another thread. */
  readonly ownsBytes: boolean;
  /** When the frame arrived: milliseconds since the epoch. */
  readonly arrivedMs: number;
  succeed(result: FrameResult): void;
  fail(error: FarsightError): void;
}

/** Where a network's frames of one stream come from. They wait there until they are taken, and nowhere else. */
export interface Lane {
  /** Whether `take` has a job. */
  readonly ready: boolean;
  /** Whether jobs may be handed to an executor that is still at work, to follow without a pause. */
  readonly ahead: boolean;
  take(): Job | undefined;
}

/** A lane's place at a network. */
export interface LaneTicket {
  /** Says that the lane may have become ready. */
  wake(): void;
  /** Nothing is taken from the lane any more; what was taken is settled still. */
  leave(): void;
}
