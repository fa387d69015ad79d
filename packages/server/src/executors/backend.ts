import type { NetworkDefinition } from '@farsight/engine';
import type { StillFrame, FrameResult, RunOptions } from '@farsight/protocol';

/** A frame's result without the time it waited, which its executor does not know. */
export interface BackendResult extends Omit<FrameResult, 'timings'> {
  readonly timings: Omit<FrameResult['timings'], 'queueMs'>;
}

/** What runs in an executor's thread: one network, one frame at a time. */
export interface ExecutorBackend {
  /**
   * From bytes to result. Errors of code INVALID_FRAME, FRAME_TOO_LARGE, INVALID_ARGUMENT are the frame's; others the
   * server's. When it settles, nothing may look at the frame's bytes any more.
   */
  run(frame: StillFrame, options: RunOptions): Promise<BackendResult>;
  /** Frees everything. */
  release(): Promise<void>;
}

/** What an executor is to run. Plain data: it is handed to another thread. */
export interface BackendOptions {
  readonly definition: NetworkDefinition;
  readonly intraOpThreads: number;
  /** Frames with more pixels are refused before they are decoded. */
  readonly maxPixels: number;
}

/** Called once in an executor's thread; loads the network. */
export type CreateBackend = (options: BackendOptions) => Promise<ExecutorBackend>;
