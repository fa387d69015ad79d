import type { PixelFrame, RunOptions } from '@farsight/protocol';
import { FarsightError } from '@farsight/protocol';
import { FrameRun } from './frame-run.js';
import type { LoadedNetwork, NetworkRun, RunContext } from './loaded-network.js';
import type { PipelineTask } from './pipeline-task.js';
import { chooseTasks } from './task-order.js';

/** Tasks that are loaded, run in order on one frame after the other. */
export class Network implements LoadedNetwork {
  readonly #name: string;
  readonly #tasks: readonly PipelineTask[];
  /** The run under way: inputs and outputs are shared by all frames. */
  #turn: Promise<unknown> = Promise.resolve();
  #released: Promise<void> | undefined;

  constructor(name: string, tasks: readonly PipelineTask[]) {
    this.#name = name;
    this.#tasks = tasks;
  }

  run(frame: PixelFrame, options: RunOptions, context: RunContext = {}): Promise<NetworkRun> {
    if (this.#released !== undefined) return this.#refuse(frame);
    const run = this.#turn.then(() => this.#run(frame, options, context));
    this.#turn = run.catch(() => undefined);
    return run;
  }

  release(): Promise<void> {
    this.#released ??= this.#turn.then(async () => {
      await Promise.all(this.#tasks.map((task) => task.release()));
    });
    return this.#released;
  }

  async #run(frame: PixelFrame, options: RunOptions, { streamId = '' }: RunContext): Promise<NetworkRun> {
    const { tasks, run } = this.#open(frame, options, streamId);
    using open = run;
    const rest = tasks.map((task) => ({ name: task.name, finish: task.begin(open) }));
    for (const { name, finish } of rest) open.results[name] = await finish();
    return { meta: open.results, ...open.timings };
  }

  /** Takes the frame, or disposes it if the options are wrong. */
  #open(
    frame: PixelFrame,
    options: RunOptions,
    streamId: string,
  ): { tasks: readonly PipelineTask[]; run: FrameRun } {
    try {
      const tasks = chooseTasks(this.#tasks, options.tasks ?? [], this.#name);
      const run = new FrameRun(frame, { network: this.#name, readers: tasks.length, options, streamId });
      return { tasks, run };
    } catch (error) {
      frame[Symbol.dispose]();
      throw error;
    }
  }

  #refuse(frame: PixelFrame): Promise<never> {
    frame[Symbol.dispose]();
    const message = `Network ${this.#name} got a frame after it was released.`;
    return Promise.reject(new FarsightError('INTERNAL', message));
  }
}
