import type { TaskResult } from '@farsight/protocol';
import type { FrameRun } from './frame-run.js';

/** A task as the network runs it. */
export interface PipelineTask {
  readonly name: string;
  /** Names of the tasks before it whose results it, or what is done to its results, is made from. */
  readonly needs: readonly string[];
  /**
   * Takes the pixels it can take at once. The rest follows when what is returned is called, after all tasks before it
   * have put their results into `run`.
   */
  begin(run: FrameRun): () => Promise<TaskResult>;
  /** Frees its session. */
  release(): Promise<void>;
}
