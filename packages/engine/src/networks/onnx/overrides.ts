import { existsSync } from 'node:fs';

import { FarsightError } from '@farsight/protocol';

import type { ColorFormat, YoloHead } from '../../definition.js';
import { readLabelFile } from '../label-file.js';
import { maxSide } from '../operators/preprocess.js';
import type { OnnxOverrides } from '../options.js';
import { parseNumber } from '../yaml/parameter-types.js';
import { nearestName } from '../yaml/suggest.js';
import { bareTasks, type BareTask } from './bare-tasks.js';

/** {@link OnnxOverrides}, checked; undefined where nothing is said. */
export interface CheckedOverrides {
  readonly task: BareTask | undefined;
  readonly labels: readonly string[] | undefined;
  readonly color: ColorFormat | undefined;
  readonly mean: readonly number[] | undefined;
  readonly std: readonly number[] | undefined;
  readonly scale: boolean | undefined;
  readonly resize: 'letterbox' | 'stretch' | 'crop' | undefined;
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly head: YoloHead | 'auto' | undefined;
  readonly conf: number | undefined;
  readonly iou: number | undefined;
  readonly placement: 'center' | 'top-left' | undefined;
  readonly softmax: boolean | 'auto' | undefined;
}

/**
 * Checks what the operator says about a bare .onnx file.
 *
 * @throws FarsightError INVALID_ARGUMENT that names the flag.
 */
export function checkOverrides(overrides: OnnxOverrides): CheckedOverrides {
  const softmax = overrides.softmax === undefined ? undefined : String(overrides.softmax);
  const task = overrides.task === undefined ? undefined : taskOf(overrides.task);
  const labels = overrides.labels === undefined ? undefined : labelsOf(overrides.labels);
  return {
    task,
    labels: task === 'text' ? characters(labels) : labels,
    color: word('color', overrides.color, { rgb: 'RGB', bgr: 'BGR', gray: 'GRAY', grey: 'GRAY' } as const),
    mean: numbersOf('mean', overrides.mean, 'numbers such as 0.485,0.456,0.406', () => true),
    std: numbersOf(
      'std',
      overrides.std,
      'numbers other than 0 such as 0.229,0.224,0.225',
      (std) => std !== 0,
    ),
    scale: overrides.scale,
    resize: word('resize', overrides.resize, resizeModes),
    size: overrides.size === undefined ? undefined : sizeOf(String(overrides.size)),
    head: word('head', overrides.head, heads),
    conf: fraction('conf', overrides.conf),
    iou: fraction('iou', overrides.iou),
    placement: word('placement', overrides.placement, placements),
    softmax: word('softmax', softmax, { true: true, false: false, auto: 'auto' } as const),
  };
}

const resizeModes = { letterbox: 'letterbox', stretch: 'stretch', crop: 'crop' } as const;
const placements = { center: 'center', 'top-left': 'top-left' } as const;
const heads = {
  v5: 'v5',
  v8: 'v8',
  'end-to-end': 'end-to-end',
  yolox: 'yolox',
  auto: 'auto',
} as const;

/** Other words people have for the tasks, Ultralytics' among them. */
const taskWords: Readonly<Record<string, BareTask>> = {
  ...(Object.fromEntries(bareTasks.map((task) => [task, task])) as Record<BareTask, BareTask>),
  detect: 'detection',
  detections: 'detection',
  classify: 'classification',
  classifications: 'classification',
  segment: 'segmentation',
  segments: 'segmentation',
  'instance-segmentation': 'segmentation',
  pose: 'keypoints',
  face: 'faces',
  obb: 'oriented-boxes',
  'semantic-segmentation': 'semantic',
  embeddings: 'embedding',
  ocr: 'text',
};

/** The task a word stands for; undefined if it stands for none. */
export function taskOfWord(word: string): BareTask | undefined {
  const key = word.trim().toLowerCase();
  return Object.hasOwn(taskWords, key) ? taskWords[key] : undefined;
}

function taskOf(given: string): BareTask {
  const task = taskOfWord(given);
  if (task !== undefined) return task;
  const near = nearestName(given.trim().toLowerCase(), Object.keys(taskWords));
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  throw bad('task', `one of ${bareTasks.join(', ')}`, given + hint);
}

/** A file if there is one of that name, else names separated by commas. */
function labelsOf(given: string | readonly string[]): readonly string[] {
  if (typeof given !== 'string') return given;
  if (existsSync(given)) return readLabelFile(given);
  if (/[/\\]|\.(txt|names|json|ya?ml)$/i.test(given))
    throw bad('labels', 'a label file', `${given}, which is not there`);
  return given.split(',').map((label) => label.trim());
}

/** A file of characters has one per line, or all of them in one. */
function characters(labels: readonly string[] | undefined): readonly string[] | undefined {
  const [only, ...others] = labels ?? [];
  return only !== undefined && others.length === 0 ? Array.from(only) : labels;
}

function numbersOf(
  flag: string,
  given: string | number | readonly number[] | undefined,
  what: string,
  check: (number: number) => boolean,
): readonly number[] | undefined {
  if (given === undefined) return undefined;
  const parts: readonly (string | number)[] = typeof given === 'string' ? given.split(',') : [given].flat();
  const parsed = parts.map((part) => parseNumber(String(part).trim()));
  const good = parsed.filter((number) => number !== undefined && check(number)) as number[];
  if (good.length !== parsed.length || (good.length !== 1 && good.length !== 3)) {
    throw bad(flag, `1 or 3 ${what}`, String(given));
  }
  return good;
}

function sizeOf(given: string): { width: number; height: number } {
  const [, width, height = width] = /^(\d{1,5})(?:[x,](\d{1,5}))?$/i.exec(given.trim()) ?? [];
  const size = { width: Number(width ?? 0), height: Number(height ?? 0) };
  if (Math.min(size.width, size.height) >= 1 && Math.max(size.width, size.height) <= maxSide) return size;
  throw bad('size', `a side from 1 to ${maxSide} or WIDTHxHEIGHT`, given);
}

function fraction(flag: string, given: string | number | undefined): number | undefined {
  if (given === undefined) return undefined;
  const number = parseNumber(String(given).trim());
  if (number !== undefined && number >= 0 && number <= 1) return number;
  throw bad(flag, 'a number from 0 to 1', String(given));
}

function word<T>(flag: string, given: string | undefined, table: Readonly<Record<string, T>>): T | undefined {
  if (given === undefined) return undefined;
  const key = given.trim().toLowerCase();
  if (Object.hasOwn(table, key)) return table[key];
  const near = nearestName(key, Object.keys(table));
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  throw bad(flag, `one of ${Object.keys(table).join(', ')}`, given + hint);
}

function bad(flag: string, what: string, given: string): FarsightError {
  return new FarsightError('INVALID_ARGUMENT', `Expected ${what} for --${flag} but received ${given}.`);
}
