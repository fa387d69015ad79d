import { basename } from 'node:path';

import { FarsightError } from '@farsight/protocol';

import type { ModelDefinition } from '../../definition.js';
import { describeValue } from '../../onnx-file/onnx-model.js';
import type { OnnxDim, OnnxModel } from '../../onnx-file/onnx-model.js';

/** What the input of an .onnx file says about the images it takes. */
export interface ImageInput {
  readonly layout: ModelDefinition['inputLayout'];
  /** 1 or 3; 3 where it is not fixed. */
  readonly channels: 1 | 3;
  /** Pixels; undefined where any size is taken. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Whether it takes pixels of 0..255 as bytes. */
  readonly isBytes: boolean;
}

/** Finds out how the network takes images. */
export function imageInputOf(model: OnnxModel, path: string): ImageInput {
  const [input, ...rest] = model.inputs;
  const shown = model.inputs.map(describeValue).join(', ');
  if (input === undefined || rest.length > 0) {
    throw new FarsightError(
      'UNSUPPORTED',
      `Expected one input for ${basename(path)} but it has ${model.inputs.length} (${shown}): such networks are not supported yet.`,
    );
  }
  const [, second, third, fourth] = input.dims;
  if (second === undefined || third === undefined || fourth === undefined || input.dims.length !== 4) {
    throw notAnImage(path, shown);
  }
  const layout = !isChannels(second) && isChannels(fourth) ? 'NHWC' : 'NCHW';
  const [channels, height, width] = layout === 'NCHW' ? [second, third, fourth] : [fourth, second, third];
  if (typeof channels === 'number' && !isChannels(channels)) throw notAnImage(path, shown);
  return {
    layout,
    channels: channels === 1 ? 1 : 3,
    width: typeof width === 'number' ? width : undefined,
    height: typeof height === 'number' ? height : undefined,
    isBytes: input.elementType === 'uint8',
  };
}

function isChannels(dim: OnnxDim): boolean {
  return dim === 1 || dim === 3;
}

function notAnImage(path: string, shown: string): FarsightError {
  return new FarsightError(
    'UNSUPPORTED',
    `Expected an image of 1 or 3 channels as input of ${basename(path)} but it takes ${shown}: such networks are not supported yet.`,
  );
}
