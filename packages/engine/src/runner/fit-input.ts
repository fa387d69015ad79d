import { FarsightError } from '@farsight/protocol';
import type { RuntimeSession, TensorInfo } from '../backends/runtime.js';
import type { ModelDefinition } from '../definition.js';
import type { InputShape, InputType } from '../kernels/input-tensor.js';
import type { PixelProgram } from '../kernels/pixel-program.js';
import { isIdentity } from '../kernels/pixel-program.js';

/**
 * The input tensor of a task, after checking that definition, pre-processing and weights agree about it. Error:
 * INVALID_NETWORK that says which two do not.
 */
export function fitInput(
  session: Pick<RuntimeSession, 'inputs'>,
  model: ModelDefinition,
  program: PixelProgram,
): InputShape {
  const [input, ...others] = session.inputs;
  if (input === undefined || others.length > 0) {
    throw invalid(`Expected weights with one input but these have ${session.inputs.length}.`);
  }
  const shape: InputShape = {
    type: inputType(input),
    layout: model.inputLayout,
    width: model.inputWidth,
    height: model.inputHeight,
    channels: model.inputChannels,
  };
  checkWeights(input, shape);
  checkProgram(program, shape);
  checkValues(program, shape);
  return shape;
}

/** Dimensions of the input tensor for one frame. */
export function inputDims({ layout, width, height, channels }: InputShape): readonly number[] {
  return layout === 'NCHW' ? [1, channels, height, width] : [1, height, width, channels];
}

function inputType({ name, type }: TensorInfo): InputType {
  if (type === 'float32' || type === 'float16' || type === 'uint8') return type;
  throw invalid(`Expected float32, float16 or uint8 for the weights' input ${name} but it is ${type}.`);
}

function checkWeights({ dims }: TensorInfo, shape: InputShape): void {
  const expected = inputDims(shape);
  const fits = dims.length === 4 && dims.every((size, i) => size === null || size === expected[i]);
  if (fits) return;
  if (takesFrames(shape)) {
    throw invalid(
      `Expected weights that take pictures of any size (${shape.layout}), as the network's file sets none, but these take ${shown(dims)}.`,
    );
  }
  throw invalid(
    `Expected weights that take ${expected.join('x')} (${shape.layout}, as the network's file says) but these take ${shown(dims)}. Set input_tensor_shape and input_tensor_layout to what the weights take.`,
  );
}

function shown(dims: TensorInfo['dims']): string {
  return dims.map((size) => size ?? 'any').join('x') || 'no tensor';
}

/** Whether the input is as large as the frame: a size of 0x0, for weights that resize pictures themselves. */
function takesFrames({ width, height }: InputShape): boolean {
  return width === 0 && height === 0;
}

function checkProgram(program: PixelProgram, shape: InputShape): void {
  const { geometry, channels } = program;
  if (channels.length !== shape.channels) {
    throw invalid(
      `Expected pre-processing that gives ${shape.channels} channels but it gives ${channels.length}.`,
    );
  }
  const size = geometry.kind === 'letterbox' ? geometry.letterbox : (geometry.crop ?? geometry.resize?.size);
  if (size === undefined) return;
  if (takesFrames(shape)) {
    throw invalid(
      'Expected no letterbox, resize or centercrop for a network without a size of its own: it takes whole frames.',
    );
  }
  if (!('width' in size)) {
    throw invalid('Expected centercrop after a resize to the shorter side: frames have different shapes.');
  }
  if (size.width !== shape.width || size.height !== shape.height) {
    throw invalid(
      `Expected pre-processing that gives ${shape.width}x${shape.height} pixels but it gives ${size.width}x${size.height}.`,
    );
  }
}

function checkValues({ affine, contrast }: PixelProgram, shape: InputShape): void {
  if (contrast !== undefined && shape.type !== 'float32') {
    throw invalid(`Expected weights that take float32 for contrast-normalize but these take ${shape.type}.`);
  }
  if (shape.type === 'uint8' && !isIdentity(affine)) {
    throw invalid(
      'Expected no scaling or normalisation for weights that take uint8: they want the levels 0..255 as they are.',
    );
  }
}

function invalid(message: string): FarsightError {
  return new FarsightError('INVALID_NETWORK', message);
}
