import type { FrameResult, Meta, TaskResult } from '../domain/meta.js';
import type { FrameResult as FrameResultMessage } from '../gen/farsight/v1/farsight.js';
import { taskFromMessage, taskToMessage } from './task-result.js';

/** Domain result -> message. */
export function resultToMessage(result: FrameResult): FrameResultMessage {
  return {
    width: result.width,
    height: result.height,
    timings: { ...result.timings },
    tasks: Object.entries(result.meta).map(([task, taskResult]) => ({
      task,
      result: taskToMessage(taskResult),
    })),
  };
}

/**
 * Message -> domain result.
 *
 * @throws FarsightError INTERNAL if the arrays of a result do not fit together: the sender is broken.
 */
export function resultFromMessage(message: FrameResultMessage): FrameResult {
  const meta: Record<string, TaskResult> = {};
  for (const { task, result } of message.tasks) {
    // A kind this version does not know is left out rather than guessed.
    if (result !== undefined) meta[task] = taskFromMessage(result);
  }
  const timings = message.timings ?? { queueMs: 0, decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 };
  return { width: message.width, height: message.height, meta: meta satisfies Meta, timings };
}
