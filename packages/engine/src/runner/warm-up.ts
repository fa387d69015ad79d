import type { PixelFrame, TaskResult } from '@farsight/protocol';
import { FarsightError, tightStride } from '@farsight/protocol';
import type { RunOutputs } from '../backends/runtime.js';
import { areAlike, areRows, outputsOfRow } from './batch-outputs.js';
import { BatchInput, rowsPerRun } from './batch-input.js';
import type { TaskRunner } from './task-runner.js';

/** Side of the first frame of networks that take any size. */
const anySide = 320;

/** Runs one picture of plain grey, the size of the input. Returns what was found in it. */
export async function warmUp(runner: TaskRunner): Promise<TaskResult> {
  const [width, height] = pictureSize(runner);
  const geometry = runner.preprocess(picture(width, height, () => 114));
  using outputs = await firstRun(runner);
  return runner.postprocess(outputs.tensors, geometry, {});
}

/**
 * How many pictures the weights run at a time, found out by trying: two pictures must give together what each gives alone.
 * Weights that mix the rows of a batch do not: where a mean runs over all of it, where numbers are made whole by the range
 * of all of it (dynamic int8), where boxes are suppressed inside.
 */
export async function tryRows(runner: TaskRunner): Promise<number> {
  const most = rowsPerRun(runner.data.byteLength);
  return runner.hasRows && most > 1 && (await givesTheSame(runner)) ? most : 1;
}

async function givesTheSame(runner: TaskRunner): Promise<boolean> {
  const batch = new BatchInput();
  batch.begin(2, runner.data);
  const alone: RunOutputs[] = [];
  try {
    for (const seed of [1, 2]) {
      runner.preprocess(picture(...pictureSize(runner), noise(seed)));
      batch.add(runner.data);
      alone.push(await runner.run());
    }
    using together = await runner.runRows(2, batch.data);
    const { tensors } = together;
    return (
      areRows(tensors, 2) && alone.every((one, row) => areAlike(one.tensors, outputsOfRow(tensors, row)))
    );
  } catch {
    // Weights that only say that they take several.
    return false;
  } finally {
    for (const outputs of alone) outputs[Symbol.dispose]();
  }
}

async function firstRun(runner: TaskRunner): Promise<RunOutputs> {
  try {
    return await runner.run();
  } catch (cause) {
    const { width, height } = runner.input;
    throw new FarsightError(
      'NETWORK_LOAD_FAILED',
      `The weights fail at ${width}x${height}. Weights that say they take any size may still work at one only: set that as the network's size.`,
      { cause },
    );
  }
}

function pictureSize({ input: { width, height } }: TaskRunner): [number, number] {
  return [width || anySide, height || anySide];
}

/** The same levels for the same seed; a picture of the second is brighter. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 25) + 64 * (seed - 1);
  };
}

function picture(width: number, height: number, level: () => number): PixelFrame {
  const strideBytes = tightStride('rgb24', width);
  const data = new Uint8Array(strideBytes * height).map(level);
  return { width, height, format: 'rgb24', strideBytes, data, [Symbol.dispose]: () => undefined };
}
