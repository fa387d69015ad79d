import { basename } from 'node:path';

import { FarsightError } from '@farsight/protocol';

import type { OnnxModel, OnnxValue } from '../../onnx-file/onnx-model.js';
import { describeValue } from '../../onnx-file/onnx-model.js';
import { bareTasks, type BareTask } from './bare-tasks.js';
import { taskOfWord, type CheckedOverrides } from './overrides.js';
import { taskReaders } from './task-readers.js';
import type { ToldHead } from './tell-head.js';
import type { UltralyticsMetadata } from './ultralytics-metadata.js';

/** What a bare .onnx file does, as far as it tells. */
export interface ToldTask {
  readonly task: BareTask;
  /** Classes it tells apart; 0 if not known or if there are none. */
  readonly classes: number;
  /** The output that says the most. */
  readonly output: OnnxValue;
  /** Of a detector. */
  readonly head?: ToldHead;
  /** Of a detector: another kind of network than YOLO. */
  readonly detector?: 'ssd' | 'detr';
  /** Points per box, of keypoints; 0: told by the first run. */
  readonly keypoints?: number;
}

/** What the task is told from. */
export interface TaskEvidence {
  readonly model: OnnxModel;
  readonly path: string;
  readonly overrides: CheckedOverrides;
  readonly metadata: UltralyticsMetadata | undefined;
  /** Size of the input for a detector. */
  readonly size: { readonly width: number; readonly height: number };
}

/** What an output of each task looks like, for one. */
const examples: Readonly<Record<BareTask, string>> = {
  detection: 'boxes, [1,84,8400] for one,',
  classification: 'class scores, [1,1000] for one,',
  segmentation: 'boxes and one with prototypes, [1,116,8400] and [1,32,160,160] for one,',
  keypoints: 'boxes with keypoints, [1,56,8400] for one,',
  faces: 'boxes, scores and landmarks, [1,16800,4], [1,16800,2] and [1,16800,10] for one,',
  'oriented-boxes': 'turned boxes, [1,20,21504] for one,',
  semantic: 'a class per pixel, [1,20,512,1024] for one,',
  depth: 'a value per pixel, [1,1,256,256] for one,',
  embedding: 'one vector, [1,128] for one,',
  text: 'class scores per step, [1,68,18] for one,',
};

/** Tasks whose outputs look like nothing else, in the order in which they are tried. */
const unmistakable = ['faces', 'segmentation', 'semantic'] as const satisfies readonly BareTask[];

/**
 * Tells the task from what the operator says, else from the exporter's metadata, else from the outputs.
 *
 * @throws FarsightError UNSUPPORTED for a task this version does not have, INVALID_NETWORK if it cannot be told; the
 * message says what to say.
 */
export function tellTask(evidence: TaskEvidence): ToldTask {
  const task = evidence.overrides.task ?? statedTask(evidence);
  if (task === undefined) return fromOutputs(evidence);
  return taskReaders[task](evidence) ?? misfit(evidence, task);
}

function statedTask({ metadata, path }: TaskEvidence): BareTask | undefined {
  if (metadata?.task === undefined) return undefined;
  const task = taskOfWord(metadata.task);
  if (task !== undefined) return task;
  throw new FarsightError(
    'UNSUPPORTED',
    `The task that ${basename(path)} says it has (${JSON.stringify(metadata.task)}) is not supported: say --task if it is one of ${bareTasks.join(', ')}.`,
  );
}

function fromOutputs(evidence: TaskEvidence): ToldTask {
  for (const task of unmistakable) {
    const told = taskReaders[task](evidence);
    if (told !== undefined) return told;
  }
  const classified = taskReaders.classification(evidence);
  if (classified !== undefined) return certainClassifier(classified, evidence);
  const detected = taskReaders.detection(evidence);
  // The names of classes come from the exporters of YOLOv5 and v7, which write no task.
  if (detected !== undefined && (isKnown(detected) || evidence.metadata !== undefined)) return detected;
  throw cannotTell(evidence, likely(evidence, detected !== undefined));
}

/** A list of numbers may be class scores or an embedding: so many classes, or as many as there are names, are classes. */
function certainClassifier(told: ToldTask, evidence: TaskEvidence): ToldTask {
  const { classes } = told;
  const { overrides, metadata } = evidence;
  const isCounted = classes === overrides.labels?.length || classes === metadata?.names.length;
  if (isImageNet(classes) || (classes > 0 && isCounted)) return told;
  throw cannotTell(evidence, ['classification', 'embedding']);
}

/** ImageNet's classes, and one more for "background" in networks that come from TensorFlow. */
function isImageNet(classes: number): boolean {
  return classes === 1000 || classes === 1001;
}

function isKnown({ head, detector }: ToldTask): boolean {
  return detector !== undefined || head?.head !== 'auto';
}

function likely(evidence: TaskEvidence, isTable: boolean): readonly BareTask[] {
  if (isTable) return ['detection', 'keypoints', 'text'];
  return bareTasks.filter((task) => taskReaders[task](evidence) !== undefined);
}

function cannotTell(evidence: TaskEvidence, tasks: readonly BareTask[]): FarsightError {
  const { path } = evidence;
  const say =
    tasks.length === 0 ? '' : `say ${tasks.map((task) => `--task ${task}`).join(' or ')} if it is that, or `;
  return new FarsightError(
    'INVALID_NETWORK',
    `Cannot tell the task of ${basename(path)} from its outputs ${outputsOf(evidence)}: ${say}write a network file.`,
  );
}

function misfit(evidence: TaskEvidence, task: BareTask): never {
  const { path, overrides } = evidence;
  const why = overrides.task === undefined ? 'as its metadata says' : `for --task ${task}`;
  throw new FarsightError(
    'INVALID_NETWORK',
    `Expected an output with ${examples[task]} in ${basename(path)} ${why} but it gives ${outputsOf(evidence)}.`,
  );
}

function outputsOf({ model }: TaskEvidence): string {
  return model.outputs.map(describeValue).join(', ');
}
