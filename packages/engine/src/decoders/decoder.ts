import type { ResultKind, RunOptions, TaskResult } from '@farsight/protocol';
import type { Tensor } from '../backends/runtime.js';
import type { Geometry } from '../kernels/placement.js';

/** What a decoder needs to know of the network. */
export interface DecoderContext {
  /** Size of the network's input in pixels; both 0: as large as the frame. */
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** Classes the network tells apart; 0 if unknown. */
  readonly numClasses: number;
  /** Names of the outputs, in the network's order. */
  readonly outputNames?: readonly string[];
  /** Class id -> name, as the task has them. */
  readonly labels?: readonly string[];
}

/** Turns raw outputs into the result of a task. Keeps buffers between frames: one per thread. */
export interface Decoder {
  readonly kind: ResultKind;
  /**
   * Reads outputs, in the network's order, of a frame placed as `geometry` says. Keeps none of them. Error:
   * INVALID_NETWORK if outputs do not have the layout that the step is for.
   */
  decode(outputs: readonly Tensor[], geometry: Geometry, options: RunOptions): TaskResult;
}
