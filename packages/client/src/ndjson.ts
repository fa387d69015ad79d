import type { ErrorCode, Meta, TaskResult, Timings } from '@farsight/protocol';
import { shortestFloat32 } from './float32-text.js';
import { labelOf, type LabelsByTask } from './labels.js';
import type { StreamItem } from './stream/item.js';

/** Boxes in JSON. Entry `i` of every array belongs to box `i`. */
export interface DetectionsJson {
  readonly kind: 'detections';
  /** x1, y1, x2, y2 of each box in source pixels, not rounded. */
  readonly boxes: readonly (readonly number[])[];
  readonly scores: readonly number[];
  readonly classIds: readonly number[];
  readonly labels: readonly string[];
}

/** Classes of the whole frame in JSON, best first. */
export interface ClassificationsJson {
  readonly kind: 'classifications';
  readonly classIds: readonly number[];
  readonly scores: readonly number[];
  readonly labels: readonly string[];
}

/** Boxes that keep their identity, in JSON. */
export interface TracksJson {
  readonly kind: 'tracks';
  readonly boxes: readonly (readonly number[])[];
  readonly trackIds: readonly number[];
  readonly scores: readonly number[];
  readonly classIds: readonly number[];
  readonly labels: readonly string[];
}

/** One task's result in JSON. */
export type TaskResultJson = DetectionsJson | ClassificationsJson | TracksJson;

/** One frame's results in JSON. */
export interface ResultJson {
  readonly stream: string;
  readonly index: number;
  readonly ptsUs: number;
  /** Frames lost since the previous line. */
  readonly dropped: number;
  readonly width: number;
  readonly height: number;
  readonly timings: Timings;
  readonly meta: Readonly<Record<string, TaskResultJson>>;
}

/** A frame that failed, in JSON. */
export interface FailureJson {
  readonly stream: string;
  readonly index: number;
  readonly ptsUs: number;
  readonly dropped: number;
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

/** One item as plain data for JSON; floats in their shortest form that is exact. */
export function toJson(item: StreamItem, labels: LabelsByTask): ResultJson | FailureJson {
  const { stamp, dropped, error } = item;
  const head = { stream: stamp.streamId, index: stamp.index, ptsUs: stamp.ptsUs };
  if (error !== undefined) return { ...head, dropped, error: { code: error.code, message: error.message } };
  const { width, height } = item;
  return {
    ...head,
    width,
    height,
    dropped,
    timings: timingsToJson(item.timings),
    meta: metaToJson(item.meta, labels),
  };
}

/** One item as one line of NDJSON, with its line feed. */
export function toNdjson(item: StreamItem, labels: LabelsByTask): string {
  return `${JSON.stringify(toJson(item, labels))}\n`;
}

/** The results of one frame as plain data for JSON. */
export function metaToJson(meta: Meta, labels: LabelsByTask): Readonly<Record<string, TaskResultJson>> {
  return Object.fromEntries(
    Object.entries(meta).map(([task, result]) => [task, resultToJson(result, labels[task])]),
  );
}

function resultToJson(result: TaskResult, taskLabels: readonly string[] | undefined): TaskResultJson {
  if (!('boxes' in result || result.kind === 'classifications'))
    throw new Error(`No JSON for ${result.kind} yet.`);
  const classIds = Array.from(result.classIds);
  const scores = floats(result.scores);
  const labels = classIds.map((classId) => labelOf(taskLabels, classId));
  switch (result.kind) {
    case 'detections':
      return { kind: 'detections', boxes: boxesOf(floats(result.boxes)), scores, classIds, labels };
    case 'classifications':
      return { kind: 'classifications', classIds, scores, labels };
    default:
      throw new Error(`No JSON for ${result.kind} yet.`);
  }
}

function boxesOf(coordinates: readonly number[]): number[][] {
  const count = Math.floor(coordinates.length / 4);
  return Array.from({ length: count }, (_, box) => coordinates.slice(4 * box, 4 * box + 4));
}

function floats(values: Float32Array): number[] {
  return Array.from(values, shortestFloat32);
}

function timingsToJson({ queueMs, decodeMs, preprocessMs, runMs, postprocessMs }: Timings): Timings {
  return {
    queueMs: shortestFloat32(queueMs),
    decodeMs: shortestFloat32(decodeMs),
    preprocessMs: shortestFloat32(preprocessMs),
    runMs: shortestFloat32(runMs),
    postprocessMs: shortestFloat32(postprocessMs),
  };
}
