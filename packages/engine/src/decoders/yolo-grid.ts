import type { Tensor } from '../backends/runtime.js';
import type { DecoderContext } from './decoder.js';
import type { FloatReader } from './float-values.js';
import { FloatValues } from './float-values.js';
import { invalidHead, shapes } from './yolo-head.js';

/** One scale of a raw head: `anchors` boxes in every cell of a grid, each with `channels` values. */
export interface RawGrid {
  readonly values: FloatReader;
  /** Pixels of the input per cell. */
  readonly stride: number;
  /** Which of the strides that is. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Steps in the output from cell to cell, from channel to channel and from anchor to anchor. */
  readonly cellStep: number;
  readonly channelStep: number;
  readonly anchorStep: number;
}

/** Opens the outputs of a raw head scale by scale. Keeps buffers. */
export class RawGrids {
  readonly #strides: readonly number[];
  readonly #context: DecoderContext;
  readonly #floats: readonly FloatValues[];

  constructor(strides: readonly number[], context: DecoderContext) {
    this.#strides = strides;
    this.#context = context;
    this.#floats = strides.map(() => new FloatValues());
  }

  /**
   * The scales by rising stride, each told from its size: `[1,A*K,h,w]`, `[1,h,w,A*K]` or `[1,A,h,w,K]`, where `anchors` says
   * A for each scale. Error: INVALID_NETWORK if one is missing or its channels are not A times anything.
   */
  open(outputs: readonly Tensor[], anchors: (scale: number) => number): readonly RawGrid[] {
    return this.#strides.map((stride, scale) => {
      const { inputWidth, inputHeight } = this.#context;
      const width = Math.floor(inputWidth / stride);
      const height = Math.floor(inputHeight / stride);
      for (const tensor of outputs) {
        const shape = gridShape(tensor.dims, width, height, anchors(scale));
        if (shape === undefined) continue;
        return { values: this.#floats[scale]!.open(tensor), stride, scale, width, height, ...shape };
      }
      throw invalidHead(
        `Expected an output with ${anchors(scale)} boxes for each of ${width}x${height} cells, at stride ${stride} of a raw head, but the network gives ${shapes(outputs)}.`,
      );
    });
  }
}

type GridShape = Pick<RawGrid, 'channels' | 'cellStep' | 'channelStep' | 'anchorStep'>;

function gridShape(
  dims: readonly number[],
  width: number,
  height: number,
  anchors: number,
): GridShape | undefined {
  const cells = width * height;
  const [, a = 0, b = 0, c = 0, d = 0] = dims;
  const isGrid = (rows: number, columns: number): boolean => rows === height && columns === width;
  if (dims.length === 5 && a === anchors && isGrid(b, c)) {
    return { channels: d, cellStep: d, channelStep: 1, anchorStep: cells * d };
  }
  if (dims.length !== 4) return undefined;
  if (isGrid(b, c) && a % anchors === 0) {
    const channels = a / anchors;
    return { channels, cellStep: 1, channelStep: cells, anchorStep: channels * cells };
  }
  if (isGrid(a, b) && c % anchors === 0) {
    const channels = c / anchors;
    return { channels, cellStep: c, channelStep: 1, anchorStep: channels };
  }
  return undefined;
}
