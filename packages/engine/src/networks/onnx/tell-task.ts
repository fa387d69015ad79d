import { basename } from 'node:path';

import { FarsightError } from '@farsight/protocol';

import { describeValue } from '../../onnx-file/onnx-model.js';
import type { OnnxModel, OnnxValue } from '../../onnx-file/onnx-model.js';
import { tasksNotYet } from './overrides.js';
import type { CheckedOverrides } from './overrides.js';
import { tellHead } from './tell-head.js';
import type { ToldHead } from './tell-head.js';
import type { UltralyticsMetadata } from './ultralytics-metadata.js';

/** What a bare .onnx file does, as far as it tells. */
export type ToldTask =
  | { readonly task: 'classification'; readonly output: OnnxValue; readonly classes: number }
  | { readonly task: 'detection'; readonly output: OnnxValue; readonly head: ToldHead };

/** What the task is told from. */
export interface TaskEvidence {
  readonly model: OnnxModel;
  readonly path: string;
  readonly overrides: CheckedOverrides;
  readonly metadata: UltralyticsMetadata | undefined;
  /** Size of the input for a detector. */
  readonly size: { readonly width: number; readonly height: number };
}

const unknownHead: ToldHead = { head: 'auto', classes: 0, isYolox: false };

/**
 * Tells the task from what the operator says, else from the exporter's metadata, else from the outputs.
 *
 * @throws FarsightError UNSUPPORTED for a task this version does not have, INVALID_NETWORK if it cannot be told; the
 * message says what to say.
 */
export function tellTask(evidence: TaskEvidence): ToldTask {
  const { overrides, metadata } = evidence;
  switch (overrides.task ?? statedTask(metadata, evidence.path)) {
    case 'classification':
      return classifier(evidence) ?? fail(evidence, 'class scores, [1,1000] for one,');
    case 'detection':
      return detector(evidence) ?? fail(evidence, 'boxes, [1,84,8400] for one,');
    case undefined:
      return fromOutputs(evidence);
  }
}

function statedTask(
  metadata: UltralyticsMetadata | undefined,
  path: string,
): 'classification' | 'detection' | undefined {
  const task = metadata?.task;
  if (task === undefined) return undefined;
  if (task === 'detect') return 'detection';
  if (task === 'classify') return 'classification';
  throw notYet(path, Object.hasOwn(tasksNotYet, task) ? (tasksNotYet[task] ?? task) : JSON.stringify(task));
}

function fromOutputs(evidence: TaskEvidence): ToldTask {
  const { model, path, overrides, metadata } = evidence;
  const other = otherTask(model.outputs);
  if (other !== undefined) throw notYet(path, other);
  const classified = classifier(evidence);
  if (classified !== undefined) {
    const { classes } = classified;
    const isCounted = classes === overrides.labels?.length || classes === metadata?.names.length;
    if (isImageNet(classes) || (classes > 0 && isCounted)) return classified;
    throw cannotTell(evidence, '--task classification if these are class scores', 'Embeddings');
  }
  const detected = detector(evidence);
  if (detected === undefined)
    throw cannotTell(evidence, '--task detection or --task classification', 'Other tasks');
  // The names of classes come from the exporters of YOLOv5 and v7, which write no task.
  if (detected.head !== unknownHead || metadata !== undefined) return detected;
  throw cannotTell(evidence, '--task detection if these are boxes', 'Reading text and other tasks');
}

/** ImageNet's classes, and one more for "background" in networks that come from TensorFlow. */
function isImageNet(classes: number): boolean {
  return classes === 1000 || classes === 1001;
}

/** One output `[1, C]`, however many sizes of 1 are around it. */
function classifier({ model }: TaskEvidence): Extract<ToldTask, { task: 'classification' }> | undefined {
  const [output] = model.outputs;
  if (output === undefined || model.outputs.length > 1 || !output.hasShape) return undefined;
  const beyondBatch = output.dims.length === 1 ? output.dims : output.dims.slice(1);
  const sizes = beyondBatch.filter((dim) => dim !== 1);
  const [classes = 1] = sizes;
  if (sizes.length > 1) return undefined;
  return { task: 'classification', output, classes: typeof classes === 'number' ? classes : 0 };
}

/** The first output of three dimensions; raw outputs of the scales may come after it. */
function detector({
  model,
  metadata,
  overrides,
  size,
}: TaskEvidence): Extract<ToldTask, { task: 'detection' }> | undefined {
  const output = model.outputs.find(({ dims }) => dims.length === 3);
  if (output === undefined) return undefined;
  const told = tellHead(model, output, size) ?? unknownHead;
  const isEndToEnd = metadata?.isEndToEnd === true && output.dims[2] === 6;
  const head = overrides.head ?? (isEndToEnd ? 'end-to-end' : told.head);
  if (head === told.head) return { task: 'detection', output, head: told };
  return { task: 'detection', output, head: { head, classes: 0, isYolox: head === 'yolox' } };
}

/** Tasks of the next versions, by the outputs of the networks people have for them. */
function otherTask(outputs: readonly OnnxValue[]): string | undefined {
  const names = outputs.map(({ name }) => name.toLowerCase());
  const ranks = outputs.map(({ dims }) => dims.length);
  const [first] = outputs;
  if (names.some((name) => name.includes('detection_boxes'))) return 'detection by SSD heads';
  if (names.some((name) => /land?m/.test(name))) return 'face detection with landmarks';
  if (outputs.length === 2 && ranks[0] === 3 && ranks[1] === 4) return 'instance segmentation';
  if (outputs.length > 1 && ranks.every((rank) => rank >= 4))
    return 'detection from the raw outputs of the scales';
  if (outputs.length === 1 && first !== undefined && isMap(first)) return 'semantic segmentation';
  return undefined;
}

/** `[1, C, H, W]` or `[1, H, W, C]` with a height and a width. */
function isMap({ dims }: OnnxValue): boolean {
  return (
    dims.length === 4 && dims.filter((dim) => dim !== 1).length >= 2 && !(dims[2] === 1 && dims[3] === 1)
  );
}

function notYet(path: string, task: string): FarsightError {
  return new FarsightError('UNSUPPORTED', `The task of ${basename(path)} (${task}) is not supported yet.`);
}

function cannotTell({ model, path }: TaskEvidence, say: string, others: string): FarsightError {
  const outputs = model.outputs.map(describeValue).join(', ');
  return new FarsightError(
    'INVALID_NETWORK',
    `Cannot tell the task of ${basename(path)} from its outputs ${outputs}: say ${say}, or write a network file. ` +
      `${others} are not supported yet.`,
  );
}

function fail({ model, path, overrides }: TaskEvidence, what: string): never {
  const outputs = model.outputs.map(describeValue).join(', ');
  const task = overrides.task === undefined ? 'as its metadata says' : `for --task ${overrides.task}`;
  throw new FarsightError(
    'INVALID_NETWORK',
    `Expected an output with ${what} in ${basename(path)} ${task} but it gives ${outputs}.`,
  );
}
