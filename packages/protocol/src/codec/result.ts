import type { FrameResult, Meta, TaskResult } from '../domain/meta.js';
import type {
  FrameResult as FrameResultMessage,
  TaskResult as TaskResultMessage,
} from '../gen/farsight/v1/farsight.js';
import { taskFromMessage, taskToMessage } from './task-result.js';

/** Domain result -> message. */
export function resultToMessage({ width, height, timings, meta }: FrameResult): FrameResultMessage {
  return { width, height, timings: { ...timings }, tasks: metaToMessages(meta) };
}

/**
 * Message -> domain result.
 *
 * @throws FarsightError INTERNAL if the arrays of a result do not fit together: the sender is broken.
 */
export function resultFromMessage({ width, height, timings, tasks }: FrameResultMessage): FrameResult {
  const none = { queueMs: 0, decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 };
  return { width, height, meta: metaFromMessages(tasks), timings: timings ?? none };
}

/** The results of a frame -> a message each. */
export function metaToMessages(meta: Meta): TaskResultMessage[] {
  return Object.entries(meta).map(([task, result]) => ({ task, result: taskToMessage(result) }));
}

/**
 * Messages -> the results of a frame.
 *
 * @throws FarsightError INTERNAL if the arrays of a result do not fit together: the sender is broken.
 */
export function metaFromMessages(tasks: readonly TaskResultMessage[]): Meta {
  const meta: Record<string, TaskResult> = {};
  for (const { task, result } of tasks) {
    // A kind this version does not know is left out rather than guessed.
    if (result !== undefined) meta[task] = taskFromMessage(result);
  }
  return meta;
}
