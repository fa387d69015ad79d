import type { Tensor } from '../backends/runtime.js';
import type { SemanticSegmentationStep } from '../definition.js';
import { bestChannels, bestOfCells } from '../kernels/best-channel.js';
import type { DecoderContext } from './decoder.js';
import { FloatValues } from './float-values.js';
import { wrongOutputs } from './wrong-outputs.js';

/** A class per cell, row by row. */
export interface ClassMap {
  readonly width: number;
  readonly height: number;
  /** Valid until the next map is read. */
  readonly classes: Uint16Array;
}

/** Reads a class for every cell from an output; keeps its buffer. */
export type ReadClassMap = (outputs: readonly Tensor[]) => ClassMap;

interface MapLayout {
  /** `ids`: classes as they are. `threshold`: one value per cell. Else a value per class, channels first or last. */
  readonly kind: 'ids' | 'threshold' | 'channels-first' | 'channels-last';
  readonly channels: number;
  readonly width: number;
  readonly height: number;
}

const integerTypes: ReadonlySet<string> = new Set([
  'int64',
  'int32',
  'uint8',
  'int8',
  'int16',
  'uint16',
  'bool',
]);
const mostClasses = 65_536;

/**
 * A reader of the first output that is a map: classes as whole numbers `[1,H,W]` or `[1,1,H,W]`; or a value per class
 * `[1,C,H,W]` or `[1,H,W,C]`, of which the largest counts (C is told from the network's classes, else it is the smaller one);
 * or one value per cell, which is class 1 above the step's threshold and class 0 below. Error: INVALID_NETWORK if there is no
 * such output or it has other classes.
 */
export function classMapReader(step: SemanticSegmentationStep, context: DecoderContext): ReadClassMap {
  const floats = new FloatValues();
  let classes = new Uint16Array(0);
  return (outputs) => {
    const { output, layout } = findMap(outputs, step.op, context);
    const { kind, width, height, channels } = layout;
    const cells = width * height;
    if (classes.length !== cells) classes = new Uint16Array(cells);
    const values = floats.open(output).read(0, cells * channels);
    if (kind === 'channels-first') bestChannels(values, channels, cells, classes);
    else if (kind === 'channels-last') bestOfCells(values, channels, cells, classes);
    else if (kind === 'ids') classes.set(values);
    else for (let i = 0; i < cells; i++) classes[i] = Number(values[i]! > step.binaryThreshold);
    return { width, height, classes };
  };
}

function findMap(
  outputs: readonly Tensor[],
  op: string,
  { numClasses }: DecoderContext,
): { output: Tensor; layout: MapLayout } {
  for (const output of outputs) {
    const layout = layoutOf(output, numClasses);
    if (layout !== undefined && output.data.length > 0) return { output, layout };
  }
  const classes = numClasses > 0 ? String(numClasses) : 'C';
  throw wrongOutputs(`a map [1,${classes},H,W], [1,H,W,${classes}], [1,1,H,W] or [1,H,W]`, op, outputs);
}

function layoutOf({ type, dims }: Tensor, numClasses: number): MapLayout | undefined {
  const single = integerTypes.has(type) ? 'ids' : 'threshold';
  const [one, a = 0, b = 0, c = 0] = dims;
  if (one !== 1 || dims.length < 3 || dims.length > 4) return undefined;
  if (dims.length === 3) return { kind: single, channels: 1, width: b, height: a };
  if (a === 1) return { kind: single, channels: 1, width: c, height: b };
  if (c === 1) return { kind: single, channels: 1, width: b, height: a };
  const first = numClasses > 0 ? a === numClasses : a <= c;
  if (numClasses > 0 && !first && c !== numClasses) return undefined;
  const channels = first ? a : c;
  if (channels > mostClasses) return undefined;
  return first
    ? { kind: 'channels-first', channels, width: c, height: b }
    : { kind: 'channels-last', channels, width: b, height: a };
}
