import type { Meta, PixelFrame, RunOptions } from '@farsight/protocol';
import { FarsightError, tightStride } from '@farsight/protocol';
import { onnxRuntime } from '../backends/onnxruntime.js';
import type { RuntimeBackend } from '../backends/runtime.js';
import type { NetworkDefinition } from '../definition.js';
import { settleHeads } from '../networks/onnx/settle-heads.js';
import type { LoadOptions, LoadedNetwork, NetworkRun } from './loaded-network.js';
import { TaskRunner } from './task-runner.js';

/**
 * Loads a network whose weights are on this machine, in the thread that will run it, and runs it once so that the first
 * frame is as quick as the rest. Errors: NETWORK_LOAD_FAILED (the runtime refuses the weights or cannot run them),
 * INVALID_NETWORK (the network's file does not fit its weights). Messages name the network, no paths.
 */
export async function loadNetwork(
  definition: NetworkDefinition,
  options: LoadOptions,
  backend: RuntimeBackend = onnxRuntime,
): Promise<LoadedNetwork> {
  const tasks: TaskRunner[] = [];
  const network = new Network(definition.name, tasks);
  try {
    for (const task of settleHeads(definition).tasks) {
      const runner = await TaskRunner.load(task, options, backend);
      tasks.push(runner);
      await warmUp(runner);
    }
    return network;
  } catch (error) {
    await network.release();
    throw named(definition.name, error);
  }
}

class Network implements LoadedNetwork {
  readonly #name: string;
  readonly #tasks: readonly TaskRunner[];
  /** The run under way: inputs and outputs are shared by all frames. */
  #turn: Promise<unknown> = Promise.resolve();
  #released: Promise<void> | undefined;

  constructor(name: string, tasks: readonly TaskRunner[]) {
    this.#name = name;
    this.#tasks = tasks;
  }

  run(frame: PixelFrame, options: RunOptions): Promise<NetworkRun> {
    if (this.#released !== undefined) return this.#tooLate(frame);
    const run = this.#turn.then(() => this.#run(frame, options));
    this.#turn = run.catch(() => undefined);
    return run;
  }

  release(): Promise<void> {
    this.#released ??= this.#turn.then(async () => {
      await Promise.all(this.#tasks.map((task) => task.release()));
    });
    return this.#released;
  }

  async #run(frame: PixelFrame, options: RunOptions): Promise<NetworkRun> {
    const start = performance.now();
    const tasks = this.#preprocess(frame, options);
    const preprocessed = performance.now();
    const meta: Record<string, Meta[string]> = {};
    let runMs = 0;
    for (const { task, geometry } of tasks) {
      const before = performance.now();
      const outputs = await this.#runTask(task);
      runMs += performance.now() - before;
      meta[task.name] = task.postprocess(outputs, geometry, options);
    }
    const preprocessMs = preprocessed - start;
    return { meta, preprocessMs, runMs, postprocessMs: performance.now() - preprocessed - runMs };
  }

  /** Disposes the frame whatever happens. */
  #preprocess(
    frame: PixelFrame,
    options: RunOptions,
  ): { task: TaskRunner; geometry: ReturnType<TaskRunner['preprocess']> }[] {
    using pixels = frame;
    return this.#chosen(options).map((task) => ({ task, geometry: task.preprocess(pixels) }));
  }

  #tooLate(frame: PixelFrame): Promise<never> {
    frame[Symbol.dispose]();
    const message = `Network ${this.#name} got a frame after it was released.`;
    return Promise.reject(new FarsightError('INTERNAL', message));
  }

  #chosen({ tasks = [] }: RunOptions): readonly TaskRunner[] {
    const names = this.#tasks.map(({ name }) => name);
    const unknown = tasks.find((name) => !names.includes(name));
    if (unknown !== undefined) {
      throw new FarsightError(
        'INVALID_ARGUMENT',
        `Expected ${names.join(', ')} for tasks of network ${this.#name} but received ${unknown}.`,
      );
    }
    return tasks.length === 0 ? this.#tasks : this.#tasks.filter(({ name }) => tasks.includes(name));
  }

  async #runTask(task: TaskRunner): ReturnType<TaskRunner['run']> {
    try {
      return await task.run();
    } catch (cause) {
      throw new FarsightError('INTERNAL', `Network ${this.#name} failed on this frame.`, { cause });
    }
  }
}

/** Side of the first frame of networks that take any size. */
const anySide = 320;

/** One frame of plain grey, the size of the input. */
async function warmUp(task: TaskRunner): Promise<void> {
  const { width, height } = task.input;
  using frame = greyFrame(width || anySide, height || anySide);
  const geometry = task.preprocess(frame);
  const outputs = await firstRun(task);
  task.postprocess(outputs, geometry, {});
}

async function firstRun(task: TaskRunner): ReturnType<TaskRunner['run']> {
  try {
    return await task.run();
  } catch (cause) {
    const { width, height } = task.input;
    throw new FarsightError(
      'NETWORK_LOAD_FAILED',
      `The weights fail at ${width}x${height}. Weights that say they take any size may still work at one only: set that as the network's size.`,
      { cause },
    );
  }
}

function greyFrame(width: number, height: number): PixelFrame {
  const strideBytes = tightStride('rgb24', width);
  const data = new Uint8Array(strideBytes * height).fill(114);
  return { width, height, format: 'rgb24', strideBytes, data, [Symbol.dispose]: () => undefined };
}

/** The same error, for whoever has more than one network. */
function named(name: string, error: unknown): FarsightError {
  const { code, message, cause } = FarsightError.from(error);
  return new FarsightError(code, `Network ${name}: ${message}`, { cause });
}
