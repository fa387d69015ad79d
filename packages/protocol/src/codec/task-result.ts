import { FarsightError } from '../domain/errors.js';
import type { Regions, TaskResult } from '../domain/meta.js';
import type {
  Regions as RegionsMessage,
  TaskResult as TaskResultMessage,
} from '../gen/farsight/v1/farsight.js';
import { depthFromMessage, depthToMessage } from './depth.js';

/** The result of a task as a message has it. */
export type ResultMessage = NonNullable<TaskResultMessage['result']>;

/** Domain result of one task -> message. */
export function taskToMessage(result: TaskResult): ResultMessage {
  switch (result.kind) {
    case 'detections':
      return { $case: 'detections', value: boxesToMessage(result) };
    case 'tracks':
      return { $case: 'tracks', value: { ...boxesToMessage(result), trackIds: Array.from(result.trackIds) } };
    case 'keypoints':
      return {
        $case: 'keypoints',
        value: {
          ...boxesToMessage(result),
          keypointsPerBox: result.keypointsPerBox,
          keypoints: Array.from(result.keypoints),
          trackIds: Array.from(result.trackIds ?? []),
        },
      };
    case 'segments':
      return {
        $case: 'segments',
        value: {
          ...boxesToMessage(result),
          width: result.width,
          height: result.height,
          masks: result.masks.map((runs) => ({ runs: Array.from(runs) })),
          trackIds: Array.from(result.trackIds ?? []),
        },
      };
    case 'oriented-boxes':
      return { $case: 'orientedBoxes', value: boxesToMessage(result) };
    case 'classifications':
      return {
        $case: 'classifications',
        value: { ...classesToMessage(result), ...regionsToMessage(result) },
      };
    case 'semantic': {
      const { width, height } = result;
      const [classIds, lengths] = [Array.from(result.classIds), Array.from(result.lengths)];
      return { $case: 'semantic', value: { width, height, classIds, lengths } };
    }
    case 'depth':
      return { $case: 'depth', value: depthToMessage(result) };
    case 'embeddings': {
      const vectors = Array.from(result.vectors);
      return { $case: 'embeddings', value: { size: result.size, vectors, ...regionsToMessage(result) } };
    }
    case 'text': {
      const [texts, scores] = [[...result.texts], Array.from(result.scores)];
      return { $case: 'text', value: { texts, scores, ...regionsToMessage(result) } };
    }
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
    case 'tracks': {
      const boxes = boxesFromMessage(result.value, 4);
      expectLength('track ids', result.value.trackIds, boxes.count);
      return { kind: 'tracks', ...boxes, trackIds: Int32Array.from(result.value.trackIds) };
    }
    case 'keypoints': {
      const boxes = boxesFromMessage(result.value, 4);
      const { keypointsPerBox, keypoints, trackIds } = result.value;
      expectLength('keypoint values', keypoints, 3 * keypointsPerBox * boxes.count);
      return {
        kind: 'keypoints',
        ...boxes,
        keypointsPerBox,
        keypoints: Float32Array.from(keypoints),
        ...trackIdsFrom(trackIds, boxes.count),
      };
    }
    case 'segments': {
      const boxes = boxesFromMessage(result.value, 4);
      const { width, height, masks, trackIds } = result.value;
      expectLength('masks', masks, boxes.count);
      return {
        kind: 'segments',
        ...boxes,
        width,
        height,
        masks: masks.map(({ runs }) => maskFromMessage(runs, width * height)),
        ...trackIdsFrom(trackIds, boxes.count),
      };
    }
    case 'orientedBoxes':
      return { kind: 'oriented-boxes', ...boxesFromMessage(result.value, 5) };
    case 'classifications':
      return { kind: 'classifications', ...classesFromMessage(result.value), ...regionsFrom(result.value) };
    case 'semantic': {
      const { width, height, classIds, lengths } = result.value;
      expectLength('classes', classIds, lengths.length);
      expectSum('run lengths', lengths, width * height);
      return {
        kind: 'semantic',
        width,
        height,
        classIds: Int32Array.from(classIds),
        lengths: Int32Array.from(lengths),
      };
    }
    case 'depth':
      return depthFromMessage(result.value);
    case 'embeddings': {
      const { size, vectors } = result.value;
      const count = size === 0 ? 0 : vectors.length / size;
      expectLength('embedding values', vectors, size * Math.floor(count));
      return {
        kind: 'embeddings',
        count,
        size,
        vectors: Float32Array.from(vectors),
        ...regionsOf(result.value.regions, count),
      };
    }
    case 'text': {
      const { texts, scores } = result.value;
      expectLength('scores', scores, texts.length);
      return {
        kind: 'text',
        count: texts.length,
        texts,
        scores: Float32Array.from(scores),
        ...regionsOf(result.value.regions, texts.length),
      };
    }
  }
}

interface Classes {
  readonly count: number;
  readonly classIds: Int32Array;
  readonly scores: Float32Array;
  readonly regions?: Regions;
}

interface ClassesMessage {
  scores: number[];
  classIds: number[];
  regions?: RegionsMessage | undefined;
}

interface BoxesMessage extends ClassesMessage {
  boxes: number[];
}

function classesToMessage({ scores, classIds }: Classes): { scores: number[]; classIds: number[] } {
  return { scores: Array.from(scores), classIds: Array.from(classIds) };
}

function boxesToMessage(result: Classes & { readonly boxes: Float32Array }): {
  boxes: number[];
  scores: number[];
  classIds: number[];
  regions: RegionsMessage | undefined;
} {
  return { boxes: Array.from(result.boxes), ...classesToMessage(result), ...regionsToMessage(result) };
}

function regionsToMessage({ regions }: { readonly regions?: Regions }): {
  regions: RegionsMessage | undefined;
} {
  if (regions === undefined) return { regions: undefined };
  return { regions: { of: regions.of, parents: Array.from(regions.parents) } };
}

function classesFromMessage({ scores, classIds }: ClassesMessage): {
  count: number;
  scores: Float32Array;
  classIds: Int32Array;
} {
  const count = scores.length;
  expectLength('class ids', classIds, count);
  return { count, scores: Float32Array.from(scores), classIds: Int32Array.from(classIds) };
}

function boxesFromMessage(message: BoxesMessage, valuesPerBox: number): Classes & { boxes: Float32Array } {
  const classes = classesFromMessage(message);
  expectLength('box coordinates', message.boxes, valuesPerBox * classes.count);
  return { ...classes, boxes: Float32Array.from(message.boxes), ...regionsFrom(message) };
}

function regionsFrom({ scores, regions }: ClassesMessage): { regions?: Regions } {
  return regionsOf(regions, scores.length);
}

function regionsOf(regions: RegionsMessage | undefined, count: number): { regions?: Regions } {
  if (regions === undefined) return {};
  expectLength('regions', regions.parents, count);
  return { regions: { of: regions.of, parents: Int32Array.from(regions.parents) } };
}

function trackIdsFrom(trackIds: readonly number[], count: number): { trackIds?: Int32Array } {
  if (trackIds.length === 0) return {};
  expectLength('track ids', trackIds, count);
  return { trackIds: Int32Array.from(trackIds) };
}

function maskFromMessage(runs: readonly number[], pixels: number): Uint32Array {
  expectSum('mask run lengths', runs, pixels);
  return Uint32Array.from(runs);
}

function expectLength(what: string, values: readonly unknown[], expected: number): void {
  if (values.length !== expected) throw misfit(`${values.length} ${what} where ${expected} belong`);
}

function expectSum(what: string, values: readonly number[], expected: number): void {
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum !== expected) throw misfit(`${what} of ${sum} pixels where ${expected} belong`);
}

function misfit(what: string): FarsightError {
  return new FarsightError('INTERNAL', `The server sent a result that does not fit together: ${what}.`);
}
