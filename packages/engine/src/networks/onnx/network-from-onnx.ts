import { basename } from 'node:path';

import { FarsightError, networkNamePattern } from '@farsight/protocol';

import type { DecodeStep, NetworkDefinition, TaskDefinition } from '../../definition.js';
import type { OnnxModel } from '../../onnx-file/onnx-model.js';
import { readOnnxFile } from '../../onnx-file/read-onnx.js';
import type { OnnxOverrides } from '../options.js';
import { usualLabels } from '../sections/dataset-section.js';
import { computedBy, producersOf } from './graph-head.js';
import { imageInputOf } from './image-input.js';
import type { ImageInput } from './image-input.js';
import { checkOverrides } from './overrides.js';
import type { CheckedOverrides } from './overrides.js';
import { preprocessFor } from './preprocess-for.js';
import { tellTask } from './tell-task.js';
import type { ToldTask } from './tell-task.js';
import { ultralyticsMetadata } from './ultralytics-metadata.js';
import type { UltralyticsMetadata } from './ultralytics-metadata.js';

/**
 * Makes a network of a bare .onnx file: task, labels, size and head from its metadata and shapes, pre-processing as the
 * family of networks wants it (docs/network-files.md), all of which the operator may override.
 *
 * @throws FarsightError INVALID_NETWORK, UNSUPPORTED, INVALID_ARGUMENT; what the file cannot say is asked for by name.
 */
export function networkFromOnnx(path: string, overrides: OnnxOverrides): NetworkDefinition {
  const checked = checkOverrides(overrides);
  const model = readOnnxFile(path);
  const metadata = ultralyticsMetadata(model);
  const input = imageInputOf(model, path);
  const size = inputSize(input, checked, metadata, 640);
  const told = tellTask({ model, path, overrides: checked, metadata, size });
  const task = told.task === 'detection' ? size : inputSize(input, checked, metadata, 224);
  return {
    name: networkName(path),
    description: (model.metadata.get('description') ?? '').trim().replace(/\s+/g, ' ').slice(0, 200),
    // Ultralytics writes "AGPL-3.0 License (https://...)".
    licence: /^[A-Za-z0-9][\w.+-]*/.exec(model.metadata.get('license')?.trim() ?? '')?.[0] ?? '',
    origin: path,
    tasks: [makeTask({ model, path, overrides: checked, metadata, input, size: task, told })],
  };
}

interface Parts {
  readonly model: OnnxModel;
  readonly path: string;
  readonly overrides: CheckedOverrides;
  readonly metadata: UltralyticsMetadata | undefined;
  readonly input: ImageInput;
  readonly size: { readonly width: number; readonly height: number };
  readonly told: ToldTask;
}

function makeTask(parts: Parts): TaskDefinition {
  const { path, overrides, metadata, input, size, told } = parts;
  const resultKind = told.task === 'detection' ? 'detections' : 'classifications';
  const stated = overrides.labels ?? metadata?.names ?? [];
  const counted = told.task === 'detection' ? told.head.classes : told.classes;
  const numClasses = counted > 0 ? counted : (metadata?.names.length ?? 0);
  if (overrides.labels !== undefined && numClasses > 0 && overrides.labels.length > numClasses) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected at most ${numClasses} names for --labels but received ${overrides.labels.length}.`,
    );
  }
  return {
    name: resultKind,
    input: { processing: [] },
    model: {
      name: networkName(path),
      weights: { path },
      inputLayout: input.layout,
      inputWidth: size.width,
      inputHeight: size.height,
      inputChannels: input.channels,
      numClasses,
    },
    ...preprocessFor({
      family: familyOf(told, metadata),
      channels: input.channels,
      isBytes: input.isBytes,
      size,
      overrides,
    }),
    decode: told.task === 'detection' ? decodeStep(told, overrides) : topkStep(parts),
    refine: [],
    finish: [],
    labels: stated.length > 0 ? stated : usualLabels(resultKind, numClasses),
    resultKind,
  };
}

function familyOf(
  told: ToldTask,
  metadata: UltralyticsMetadata | undefined,
): Parameters<typeof preprocessFor>[0]['family'] {
  if (told.task === 'detection') return told.head.isYolox ? 'yolox' : 'ultralytics-detector';
  return metadata?.task === 'classify' ? 'ultralytics-classifier' : 'imagenet';
}

/** Thresholds as Ultralytics' `predict` and the built-in templates have them; suppression per class. */
function decodeStep(
  { head: { head } }: Extract<ToldTask, { task: 'detection' }>,
  { conf, iou }: CheckedOverrides,
): DecodeStep {
  return {
    op: 'decodeyolo',
    head,
    boxFormat: head === 'end-to-end' ? 'xyxy' : 'xywh',
    normalizedCoord: false,
    classFilter: [],
    classExclude: [],
    confThreshold: conf ?? 0.25,
    maxNmsBoxes: 30_000,
    multiLabel: false,
    nmsIouThreshold: iou ?? 0.45,
    nmsClassAgnostic: false,
    nmsTopK: 300,
  };
}

function topkStep({ model, overrides, told }: Parts): DecodeStep {
  const computed = computedBy(told.output.name, producersOf(model));
  const softmax = overrides.softmax ?? (computed?.opType === 'Softmax' ? false : 'auto');
  return { op: 'topk', k: 5, largest: true, sorted: true, softmax };
}

/** What the file fixes, else what the operator says, else what it was exported for, else the usual. */
function inputSize(
  { width, height }: ImageInput,
  overrides: CheckedOverrides,
  metadata: UltralyticsMetadata | undefined,
  usual: number,
): { readonly width: number; readonly height: number } {
  const open = overrides.size ?? metadata?.size ?? { width: usual, height: usual };
  const size = { width: width ?? open.width, height: height ?? open.height };
  if (overrides.size !== undefined) checkSize(overrides.size, size, metadata?.stride);
  return size;
}

function checkSize(
  given: { readonly width: number; readonly height: number },
  size: { readonly width: number; readonly height: number },
  stride: number | undefined,
): void {
  const shown = `${given.width}x${given.height}`;
  if (given.width !== size.width || given.height !== size.height) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected no --size, or --size ${size.width}x${size.height}, which the weights fix, but received ${shown}.`,
    );
  }
  if (stride !== undefined && (size.width % stride > 0 || size.height % stride > 0)) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected multiples of ${stride}, the network's stride, for --size but received ${shown}.`,
    );
  }
}

/** The file's name without the ending, made a name that a network may have. */
function networkName(path: string): string {
  const stem = basename(path).replace(/\.onnx$/i, '');
  const name = stem
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 128);
  return networkNamePattern.test(name) ? name : 'network';
}
