import type { Meta, PixelFrame, RunOptions } from '@farsight/protocol';

/** What one frame gave, and how long each step took on this thread. */
export interface NetworkRun {
  /**
   * By task name: those of the tasks that were asked for and of the tasks these depend on, which whoever asked may leave
   * out.
   */
  readonly meta: Meta;
  /** Milliseconds from pixels to input tensors, over all tasks. */
  readonly preprocessMs: number;
  /** Milliseconds in the runtime, over all tasks. */
  readonly runMs: number;
  /** Milliseconds from raw outputs to results, over all tasks. */
  readonly postprocessMs: number;
}

/** What a network may know of a frame besides its pixels. */
export interface RunContext {
  /** The stream the frame belongs to: some steps are meant for some streams only. Default: none, an empty name. */
  readonly streamId?: string;
}

/** A network with its sessions, ready for frames. Belongs to one thread; one frame at a time. */
export interface LoadedNetwork {
  /**
   * Runs the network on a frame. Consumes the frame: it is disposed as soon as no task needs its pixels any more, also on
   * failure. Errors: INVALID_ARGUMENT (unknown task, option out of range), INVALID_FRAME (size the network cannot take), INTERNAL.
   */
  run(frame: PixelFrame, options: RunOptions, context?: RunContext): Promise<NetworkRun>;
  /** Frees the sessions. Waits for a run under way. Safe to call twice. */
  release(): Promise<void>;
}

/** How to load a network. */
export interface LoadOptions {
  /** Threads within one operator, at least 1. More than 1 lowers the latency of a single stream and costs throughput. */
  readonly intraOpThreads: number;
}
