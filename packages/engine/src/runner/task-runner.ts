import type { PixelFrame, RunOptions, TaskResult } from '@farsight/protocol';
import type { RuntimeBackend, RuntimeSession, SessionOptions, Tensor } from '../backends/runtime.js';
import type { Decoder } from '../decoders/decoder.js';
import { makeDecoder } from '../decoders/table.js';
import type { TaskDefinition } from '../definition.js';
import type { InputShape } from '../kernels/input-tensor.js';
import { compilePixelProgram } from '../kernels/pixel-program.js';
import type { Geometry } from '../kernels/placement.js';
import { Preprocessor } from '../kernels/preprocessor.js';
import { fitInput, inputDims } from './fit-input.js';

/** One task of a network with its session. The three steps of a frame are called in order. */
export class TaskRunner {
  readonly name: string;
  readonly #session: RuntimeSession;
  readonly #preprocessor: Preprocessor;
  readonly #decoder: Decoder;

  private constructor(task: TaskDefinition, session: RuntimeSession) {
    const program = compilePixelProgram(task.preprocess, task.colorFormat);
    const { inputWidth, inputHeight, numClasses } = task.model;
    this.name = task.name;
    this.#session = session;
    this.#decoder = makeDecoder(task.decode, {
      inputWidth,
      inputHeight,
      numClasses,
      outputNames: session.outputs.map(({ name }) => name),
      labels: task.labels,
    });
    this.#preprocessor = new Preprocessor(program, fitInput(session, task.model, program));
  }

  /** Loads the task's weights and checks that everything fits. */
  static async load(
    task: TaskDefinition,
    options: SessionOptions,
    backend: RuntimeBackend,
  ): Promise<TaskRunner> {
    const session = await backend.createSession(task.model.weights.path, options);
    try {
      return new TaskRunner(task, session);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /** What the input looks like; without a size of its own it has that of the last frame, 0x0 before the first. */
  get input(): InputShape {
    return this.#preprocessor.shape;
  }

  /** Pixels to input. Does not keep the frame. */
  preprocess(frame: PixelFrame): Geometry {
    return this.#preprocessor.fill(frame);
  }

  /** Input to raw outputs. */
  run(): Promise<readonly Tensor[]> {
    const { type } = this.input;
    return this.#session.run([{ type, dims: inputDims(this.input), data: this.#preprocessor.data }]);
  }

  /** Raw outputs to the result. */
  postprocess(outputs: readonly Tensor[], geometry: Geometry, options: RunOptions): TaskResult {
    return this.#decoder.decode(outputs, geometry, options);
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
