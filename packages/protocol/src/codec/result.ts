import { FarsightError } from '../domain/errors.js';
import type { FrameResult, Meta, TaskResult } from '../domain/meta.js';
import type {
  FrameResult as FrameResultMessage,
  TaskResult as TaskResultMessage,
} from '../gen/farsight/v1/farsight.js';

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

function taskToMessage(result: TaskResult): NonNullable<TaskResultMessage['result']> {
  const classIds = Array.from(result.classIds);
  const scores = Array.from(result.scores);
  switch (result.kind) {
    case 'detections':
      return { $case: 'detections', value: { boxes: Array.from(result.boxes), scores, classIds } };
    case 'classifications':
      return { $case: 'classifications', value: { classIds, scores } };
  }
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

function taskFromMessage(result: NonNullable<TaskResultMessage['result']>): TaskResult {
  const scores = Float32Array.from(result.value.scores);
  const classIds = Int32Array.from(result.value.classIds);
  const count = scores.length;
  if (classIds.length !== count) throw misfit(`${classIds.length} class ids`, `${count} scores`);
  switch (result.$case) {
    case 'detections': {
      const boxes = Float32Array.from(result.value.boxes);
      if (boxes.length !== 4 * count) throw misfit(`${boxes.length} box coordinates`, `${count} scores`);
      return { kind: 'detections', count, boxes, scores, classIds };
    }
    case 'classifications':
      return { kind: 'classifications', count, classIds, scores };
  }
}

function misfit(a: string, b: string): FarsightError {
  return new FarsightError('INTERNAL', `The server sent a result that does not fit together: ${a} for ${b}.`);
}
