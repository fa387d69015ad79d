import type { Keypoints, OrientedBoxes, Regions, Segments, TaskResult } from '@farsight/protocol';
import { labelOf } from '../labels.js';
import { cornersOf } from '../oriented-corners.js';
import { groupsJson, groupsOf, numbersJson } from './numbers.js';
import { depthJson, masksJson, semanticJson } from './pixels-json.js';
import type {
  ClassificationsJson,
  JsonOptions,
  KeypointsJson,
  OrientedBoxesJson,
  RegionsJson,
  SegmentsJson,
  TaskResultJson,
} from './result-json.js';

type Labels = readonly string[] | undefined;

/** One task's result as plain data for JSON. */
export function taskJson(result: TaskResult, labels: Labels, options: JsonOptions = {}): TaskResultJson {
  switch (result.kind) {
    case 'detections':
      return { kind: 'detections', boxes: groupsJson(result.boxes, 4), ...classes(result, labels) };
    case 'classifications':
      return { kind: 'classifications', ...classes(result, labels) };
    case 'tracks': {
      const trackIds = Array.from(result.trackIds);
      return { kind: 'tracks', boxes: groupsJson(result.boxes, 4), trackIds, ...classes(result, labels) };
    }
    case 'keypoints':
      return keypointsJson(result, labels);
    case 'segments':
      return segmentsJson(result, labels, options);
    case 'oriented-boxes':
      return orientedBoxesJson(result, labels);
    case 'semantic':
      return semanticJson(result, labels);
    case 'depth':
      return depthJson(result);
    case 'embeddings':
      return { kind: 'embeddings', vectors: groupsJson(result.vectors, result.size), ...regions(result) };
    case 'text':
      return { kind: 'text', texts: result.texts, scores: numbersJson(result.scores), ...regions(result) };
  }
}

function keypointsJson(result: Keypoints, labels: Labels): KeypointsJson {
  const { boxes, keypoints, keypointsPerBox } = result;
  return {
    kind: 'keypoints',
    boxes: groupsJson(boxes, 4),
    ...classes(result, labels),
    keypoints: groupsOf(groupsJson(keypoints, 3), keypointsPerBox),
    ...trackIds(result),
  };
}

function segmentsJson(result: Segments, labels: Labels, { masks = 'rle' }: JsonOptions): SegmentsJson {
  return {
    kind: 'segments',
    boxes: groupsJson(result.boxes, 4),
    ...classes(result, labels),
    masks: masksJson(result, masks),
    ...trackIds(result),
  };
}

function orientedBoxesJson(result: OrientedBoxes, labels: Labels): OrientedBoxesJson {
  const { count, boxes } = result;
  return {
    kind: 'oriented-boxes',
    boxes: groupsJson(boxes, 5),
    corners: Array.from({ length: count }, (_, box) => groupsJson(cornersOf(boxes, box), 2)),
    ...classes(result, labels),
  };
}

interface Classes {
  readonly scores: Float32Array;
  readonly classIds: Int32Array;
  readonly regions?: Regions;
}

function classes(result: Classes, labels: Labels): Omit<ClassificationsJson, 'kind'> {
  const classIds = Array.from(result.classIds);
  return {
    scores: numbersJson(result.scores),
    classIds,
    labels: classIds.map((classId) => labelOf(labels, classId)),
    ...regions(result),
  };
}

function regions({ regions: found }: { readonly regions?: Regions }): { regions?: RegionsJson } {
  return found === undefined ? {} : { regions: { of: found.of, parents: Array.from(found.parents) } };
}

function trackIds({ trackIds: ids }: { readonly trackIds?: Int32Array }): { trackIds?: number[] } {
  return ids === undefined ? {} : { trackIds: Array.from(ids) };
}
