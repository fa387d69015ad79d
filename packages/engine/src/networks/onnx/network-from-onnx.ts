import { basename } from 'node:path';

import { FarsightError, networkNamePattern } from '@farsight/protocol';

import type { NetworkDefinition, TaskDefinition } from '../../definition.js';
import type { OnnxModel } from '../../onnx-file/onnx-model.js';
import { readOnnxFile } from '../../onnx-file/read-onnx.js';
import { withBackground } from '../background-label.js';
import type { OnnxOverrides } from '../options.js';
import { usualLabels } from '../sections/usual-labels.js';
import { decodeFor } from './decode-for.js';
import { imageInputOf } from './image-input.js';
import type { ImageInput } from './image-input.js';
import { checkOverrides } from './overrides.js';
import type { CheckedOverrides } from './overrides.js';
import { preprocessFor } from './preprocess-for.js';
import type { Family } from './preprocess-for.js';
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
  const task = { ...told, size: settledSize(told, input, checked, metadata) };
  return {
    name: networkName(path),
    description: (model.metadata.get('description') ?? '').trim().replace(/\s+/g, ' ').slice(0, 200),
    // Ultralytics writes "AGPL-3.0 License (https://...)".
    licence: /^[A-Za-z0-9][\w.+-]*/.exec(model.metadata.get('license')?.trim() ?? '')?.[0] ?? '',
    origin: path,
    tasks: [makeTask({ model, path, overrides: checked, metadata, input, size: task.size, told })],
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
  const { path, overrides, metadata, input, size, told, model } = parts;
  const { decode, resultKind } = decodeFor(told, overrides, model);
  const numClasses = told.classes > 0 ? told.classes : (metadata?.names.length ?? 0);
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
      path,
      family: familyOf(parts),
      channels: input.channels,
      isBytes: input.isBytes,
      size,
      overrides,
    }),
    decode,
    refine: [],
    finish: [],
    labels: labelsOf(parts, resultKind, numClasses),
    resultKind,
  };
}

function labelsOf(
  { path, overrides, metadata, told }: Parts,
  resultKind: TaskDefinition['resultKind'],
  numClasses: number,
): readonly string[] {
  const labels = overrides.labels ?? metadata?.names ?? [];
  if (overrides.labels !== undefined && numClasses > 0 && labels.length > numClasses) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected at most ${numClasses} names for --labels but received ${labels.length}.`,
    );
  }
  if (told.detector === 'ssd')
    return withBackground(labels.length > 0 ? labels : usualLabels('detections', 90));
  if (labels.length > 0) return labels;
  if (told.task === 'text') throw noCharacters(path, numClasses);
  if (told.task === 'faces') return ['face'];
  if (told.task === 'keypoints' && numClasses === 1) return ['person'];
  return usualLabels(resultKind, numClasses);
}

function noCharacters(path: string, classes: number): FarsightError {
  return new FarsightError(
    'INVALID_NETWORK',
    `Expected the characters that the ${classes} classes of ${basename(path)} stand for: say --labels FILE, with one character per line or all in one line.`,
  );
}

function familyOf({ told, metadata, model, input }: Parts): Family {
  switch (told.task) {
    case 'detection':
      if (told.detector === 'ssd') return input.width === undefined ? 'any-size' : 'stretched';
      if (told.detector === 'detr') return 'detr';
      return told.head?.isYolox === true ? 'yolox' : 'ultralytics';
    case 'segmentation':
    case 'keypoints':
    case 'oriented-boxes':
      return 'ultralytics';
    case 'faces':
      return 'retinaface';
    case 'classification':
      return metadata?.task === 'classify' ? 'ultralytics-classifier' : 'imagenet';
    case 'semantic':
      return model.outputs[0]?.name === 'out' ? 'imagenet-stretched' : 'stretched';
    case 'depth':
    case 'embedding':
    case 'text':
      return 'stretched';
  }
}

/** The size a task is usually run at, where the weights take any. */
function settledSize(
  { task, detector }: ToldTask,
  input: ImageInput,
  overrides: CheckedOverrides,
  metadata: UltralyticsMetadata | undefined,
): Parts['size'] {
  const isAsItComes = detector === 'ssd' && input.width === undefined && overrides.size === undefined;
  if (isAsItComes) return { width: 0, height: 0 };
  const usual = task === 'classification' || task === 'embedding' ? 224 : 640;
  return inputSize(input, overrides, metadata, usual);
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
