import type { PixelFrame } from '@farsight/protocol';
import { FarsightError, bytesPerPixel } from '@farsight/protocol';
import { stretchContrast } from './contrast.js';
import type { FramePlan } from './frame-plan.js';
import { planFrame } from './frame-plan.js';
import type { InputData, InputShape, WriteRow } from './input-tensor.js';
import { fillInput, inputByteLength, inputView, rowWriter } from './input-tensor.js';
import type { PixelProgram } from './pixel-program.js';
import type { Geometry } from './placement.js';
import { greyRow } from './source-rows.js';
import { PixelMemory } from './wasm/pixels.js';

/** Plans kept: as many sizes and formats as streams may bring by turns without planning again. */
const mostPlans = 16;

/**
 * Turns frames into the values of a network's input, in one pass over the pixels. Has one input, written anew by each
 * frame. What depends on a frame's size and format alone is worked out once and kept.
 */
export class Preprocessor {
  readonly #program: PixelProgram;
  /** Whether the input is as large as the frame. */
  readonly #anySize: boolean;
  #shape: InputShape;
  #inputBytes: number;
  readonly #memory: PixelMemory;
  readonly #plans = new Map<string, FramePlan>();
  #bytes: Uint8Array;
  #data: InputData;
  #writeRow: WriteRow;
  /** The plan whose tables and padding are in the memory. */
  #active: FramePlan | undefined;

  constructor(program: PixelProgram, shape: InputShape) {
    this.#program = program;
    this.#anySize = shape.width === 0 && shape.height === 0;
    this.#shape = shape;
    this.#inputBytes = inputByteLength(shape);
    this.#memory = new PixelMemory(this.#inputBytes);
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.#data = inputView(shape, this.#memory.buffer);
    this.#writeRow = rowWriter(shape, program.affine, this.#memory);
  }

  /** The input: valid until the next {@link fill}, which may put it elsewhere. */
  get data(): InputData {
    return this.#data;
  }

  /** What the input looks like: with the size of the frame last filled in, if it has no size of its own. */
  get shape(): InputShape {
    return this.#shape;
  }

  /** Writes a frame into the input and says how it was placed. Does not keep the frame. */
  fill(frame: PixelFrame): Geometry {
    checkFrame(frame);
    if (this.#anySize) this.#takeSize(frame);
    const plan = this.#plan(frame);
    if (plan !== this.#active) this.#activate(plan);
    const { across, down, sampler, lanes, grey } = plan;
    const bytes = this.#bytes;
    sampler.begin();
    for (let y = 0; y < down.count; y++) {
      const row = sampler.row(frame, y);
      if (grey !== undefined) greyRow(bytes, row, 4, bytes, row, 4, across.count, grey);
      this.#writeRow(row, across.first, down.first + y, across.count, lanes);
    }
    this.#stretch();
    return plan.geometry;
  }

  #takeSize({ width, height }: PixelFrame): void {
    if (width === this.#shape.width && height === this.#shape.height) return;
    this.#shape = { ...this.#shape, width, height };
    this.#inputBytes = inputByteLength(this.#shape);
    this.#memory.reserve(this.#inputBytes);
    this.#mapMemory();
    this.#active = undefined;
  }

  #mapMemory(): void {
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.#data = inputView(this.#shape, this.#memory.buffer);
    this.#writeRow = rowWriter(this.#shape, this.#program.affine, this.#memory);
  }

  #plan(frame: PixelFrame): FramePlan {
    const { width, height, format } = frame;
    const key = `${width}x${height} ${format}`;
    const known = this.#plans.get(key);
    const plan = known ?? planFrame(this.#program, this.#shape, width, height, format);
    this.#plans.delete(key);
    this.#plans.set(key, plan);
    const [oldest] = this.#plans.keys();
    if (this.#plans.size > mostPlans && oldest !== undefined) this.#plans.delete(oldest);
    return plan;
  }

  #activate(plan: FramePlan): void {
    if (this.#memory.reserve(this.#inputBytes + plan.sampler.scratchBytes)) this.#mapMemory();
    plan.sampler.bind(this.#memory, this.#inputBytes);
    fillInput(this.#shape, this.#program.affine, plan.padValue, this.#data);
    this.#active = plan;
  }

  #stretch(): void {
    if (this.#program.contrast === undefined || !(this.#data instanceof Float32Array)) return;
    stretchContrast(this.#data, this.#shape, this.#program.contrast);
    // The padding was stretched too: the next frame needs it afresh.
    this.#active = undefined;
  }
}

/** The layout was checked where the frame came in; a mistake since then must not read another frame's pixels. */
function checkFrame({ width, height, format, strideBytes, data }: PixelFrame): void {
  const rowBytes = width * bytesPerPixel[format];
  const needed = strideBytes * (height - 1) + rowBytes;
  if (width >= 1 && height >= 1 && strideBytes >= rowBytes && data.length >= needed) return;
  throw new FarsightError(
    'INVALID_FRAME',
    `Expected ${needed} bytes of ${width}x${height} ${format} pixels but received ${data.length}.`,
  );
}
