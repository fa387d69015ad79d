import { dropsByReason, type DropCounts, type Meta, type Timings } from '@farsight/protocol';
import type { LabelsByTask } from '../labels.js';
import type { StreamItem } from '../stream/item.js';
import { shortestFloat32 } from './float32-text.js';
import type { FailureJson, JsonOptions, ResultJson, TaskResultJson } from './result-json.js';
import { taskJson } from './task-json.js';

/** What is written of an item: all but its picture. Reasons why frames were dropped may not be known. */
export type WrittenItem = Omit<StreamItem, 'image' | 'drops'> & { readonly drops?: DropCounts | undefined };

/** One item as plain data for JSON; floats in their shortest form that is exact. */
export function toJson(
  item: WrittenItem,
  labels: LabelsByTask,
  options: JsonOptions = {},
): ResultJson | FailureJson {
  const { stamp, error } = item;
  const file = options.fileOf?.(stamp.index);
  const stream = { stream: stamp.streamId, index: stamp.index, ptsUs: stamp.ptsUs };
  const head = file === undefined ? stream : { ...stream, file };
  const dropped = droppedToJson(item);
  if (error !== undefined)
    return { ...head, ...dropped, error: { code: error.code, message: error.message } };
  const { width, height } = item;
  return {
    ...head,
    width,
    height,
    ...dropped,
    timings: timingsToJson(item.timings),
    meta: metaToJson(item.meta, labels, options),
  };
}

/** One item as one line of NDJSON, with its line feed. */
export function toNdjson(item: WrittenItem, labels: LabelsByTask, options: JsonOptions = {}): string {
  return `${JSON.stringify(toJson(item, labels, options))}\n`;
}

/** The results of one frame as plain data for JSON. */
export function metaToJson(
  meta: Meta,
  labels: LabelsByTask,
  options: JsonOptions = {},
): Readonly<Record<string, TaskResultJson>> {
  return Object.fromEntries(
    Object.entries(meta).map(([task, result]) => [task, taskJson(result, labels[task], options)]),
  );
}

function droppedToJson({ dropped, drops }: WrittenItem): Pick<ResultJson, 'dropped' | 'drops'> {
  return dropped === 0 || drops === undefined ? { dropped } : { dropped, drops: dropsByReason(drops) };
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
