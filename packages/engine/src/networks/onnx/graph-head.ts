import type { OnnxModel, OnnxNode } from '../../onnx-file/onnx-model.js';

/** What the last convolutions of a detector say about its head. */
export interface GraphHead {
  readonly family: 'v5' | 'v8' | 'yolox';
  readonly classes: number;
}

/** Most nodes looked at on the way back from an output. */
const maxSteps = 5000;

const convolutions = new Set(['Conv', 'ConvInteger', 'QLinearConv']);

/**
 * Tells a detector's head from the convolutions nearest to its output, where the output's own shape is not known. With
 * C classes and a scale each: v5 has one of 3 x (5 + C) channels (three anchors); YOLOX one of 4, one of 1 and one of C;
 * v8 one of C, and one of 1 that turns 16 bins into a distance. Undefined if it looks like none of them.
 */
export function graphHead(model: OnnxModel, outputName: string): GraphHead | undefined {
  const channels = lastConvolutions(model, outputName);
  return v5Head(channels) ?? yoloxHead(channels) ?? v8Head(channels);
}

function v5Head(channels: readonly number[]): GraphHead | undefined {
  const [first = 0] = channels;
  const classes = first / 3 - 5;
  const isV5 =
    isScaleCount(channels.length) && allEqual(channels) && Number.isInteger(classes) && classes >= 1;
  return isV5 ? { family: 'v5', classes } : undefined;
}

function yoloxHead(channels: readonly number[]): GraphHead | undefined {
  const scales = channels.length / 3;
  if (!isScaleCount(scales)) return undefined;
  const rest = without(without(channels, 4, scales), 1, scales);
  const [classes = 0] = rest;
  return rest.length === scales && allEqual(rest) ? { family: 'yolox', classes } : undefined;
}

function v8Head(channels: readonly number[]): GraphHead | undefined {
  const rest = without(channels, 1, 1);
  const [classes = 0] = rest;
  const isV8 = rest.length === channels.length - 1 && isScaleCount(rest.length) && allEqual(rest);
  return isV8 ? { family: 'v8', classes } : undefined;
}

/** Three scales, or four in the "P6" variants, or two in the "tiny" ones. */
function isScaleCount(count: number): boolean {
  return count >= 2 && count <= 4 && Number.isInteger(count);
}

function allEqual(numbers: readonly number[]): boolean {
  return numbers.every((number) => number === numbers[0]);
}

/** Without the first `count` numbers that are `value`. */
function without(numbers: readonly number[], value: number, count: number): number[] {
  let left = count;
  return numbers.filter((number) => number !== value || left-- <= 0);
}

/** Output channels of the convolutions that are reached from the output without passing another. */
function lastConvolutions(model: OnnxModel, outputName: string): readonly number[] {
  const producers = producersOf(model);
  const channels: number[] = [];
  const seen = new Set<OnnxNode>();
  const queue = [outputName];
  for (let step = 0; step < maxSteps; step++) {
    const name = queue.shift();
    if (name === undefined) return channels;
    const node = producers.get(name);
    if (node === undefined || seen.has(node)) continue;
    seen.add(node);
    if (convolutions.has(node.opType)) channels.push(outputChannels(node, model, producers));
    else queue.push(...node.inputs);
  }
  return [];
}

/** First dimension of the weights; they may be cast or dequantised before they are used. 0 if not known. */
function outputChannels(
  node: OnnxNode,
  { weightDims }: OnnxModel,
  producers: ReadonlyMap<string, OnnxNode>,
): number {
  const weights = node.inputs[node.opType === 'QLinearConv' ? 3 : 1] ?? '';
  const dims = weightDims.get(weights) ?? weightDims.get(producers.get(weights)?.inputs[0] ?? '');
  return dims?.[0] ?? 0;
}

/** By the name of what they produce. */
export function producersOf({ nodes }: OnnxModel): ReadonlyMap<string, OnnxNode> {
  return new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
}

/** Operators that move values without changing them, or only their type. */
const moving = new Set([
  'Cast', 'DequantizeLinear', 'Flatten', 'Identity', 'QuantizeLinear', 'Reshape', 'Squeeze', 'Transpose', 'Unsqueeze',
]); // prettier-ignore

/** The operator that computed an output: the first one on the way back that does more than move values. */
export function computedBy(
  outputName: string,
  producers: ReadonlyMap<string, OnnxNode>,
): OnnxNode | undefined {
  let node = producers.get(outputName);
  for (let step = 0; step < maxSteps && node !== undefined && moving.has(node.opType); step++) {
    node = producers.get(node.inputs[0] ?? '');
  }
  return node;
}

/**
 * Whether a YOLOX output has its boxes on the grid still: official exports end by joining the scales (a Concat of
 * Concats); with `--decode_in_inference` arithmetic follows.
 */
export function endsOnGrid(model: OnnxModel, outputName: string): boolean {
  const producers = producersOf(model);
  const join = computedBy(outputName, producers);
  if (join?.opType !== 'Concat') return false;
  return join.inputs.every((input) => computedBy(input, producers)?.opType === 'Concat');
}
