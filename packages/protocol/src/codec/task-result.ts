import type { TaskResult } from '../domain/meta.js';
import type { TaskResult as TaskResultMessage } from '../gen/farsight/v1/farsight.js';
import { boxesFromMessage, boxesToMessage } from './tasks/boxes.js';
import { classesFromMessage, classesToMessage } from './tasks/classes.js';
import { depthFromMessage, depthToMessage } from './tasks/depth.js';
import { embeddingsFromMessage, embeddingsToMessage } from './tasks/embeddings.js';
import { keypointsFromMessage, keypointsToMessage } from './tasks/keypoints.js';
import { segmentsFromMessage, segmentsToMessage } from './tasks/segments.js';
import { semanticFromMessage, semanticToMessage } from './tasks/semantic.js';
import { textsFromMessage, textsToMessage } from './tasks/texts.js';
import { tracksFromMessage, tracksToMessage } from './tasks/tracks.js';

/** The result of a task as a message has it. */
export type ResultMessage = NonNullable<TaskResultMessage['result']>;

/** Domain result of one task -> message. */
export function taskToMessage(result: TaskResult): ResultMessage {
  switch (result.kind) {
    case 'detections':
      return { $case: 'detections', value: boxesToMessage(result) };
    case 'classifications':
      return { $case: 'classifications', value: classesToMessage(result) };
    case 'tracks':
      return { $case: 'tracks', value: tracksToMessage(result) };
    case 'keypoints':
      return { $case: 'keypoints', value: keypointsToMessage(result) };
    case 'segments':
      return { $case: 'segments', value: segmentsToMessage(result) };
    case 'oriented-boxes':
      return { $case: 'orientedBoxes', value: boxesToMessage(result) };
    case 'semantic':
      return { $case: 'semantic', value: semanticToMessage(result) };
    case 'depth':
      return { $case: 'depth', value: depthToMessage(result) };
    case 'embeddings':
      return { $case: 'embeddings', value: embeddingsToMessage(result) };
    case 'text':
      return { $case: 'text', value: textsToMessage(result) };
  }
}

/**
 * Message -> domain result of one task.
 *
 * @throws FarsightError INTERNAL if the arrays do not fit together: the sender is broken.
 */
export function taskFromMessage(result: ResultMessage): TaskResult {
  switch (result.$case) {
    case 'detections':
      return { kind: 'detections', ...boxesFromMessage(result.value, 4) };
    case 'classifications':
      return { kind: 'classifications', ...classesFromMessage(result.value) };
    case 'tracks':
      return tracksFromMessage(result.value);
    case 'keypoints':
      return keypointsFromMessage(result.value);
    case 'segments':
      return segmentsFromMessage(result.value);
    case 'orientedBoxes':
      return { kind: 'oriented-boxes', ...boxesFromMessage(result.value, 5) };
    case 'semantic':
      return semanticFromMessage(result.value);
    case 'depth':
      return depthFromMessage(result.value);
    case 'embeddings':
      return embeddingsFromMessage(result.value);
    case 'text':
      return textsFromMessage(result.value);
  }
}
