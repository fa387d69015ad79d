import type { PixelFrame, RunOptions, TaskResult } from '@farsight/protocol';
import type {
  RunOutputs,
  RuntimeBackend,
  RuntimeSession,
  SessionOptions,
  Tensor,
} from '../backends/runtime.js';
import type { Decoder } from '../decoders/decoder.js';
import { makeDecoder } from '../decoders/table.js';
import type { PreprocessStep, TaskDefinition } from '../definition.js';
import type { InputData, InputShape } from '../kernels/input-tensor.js';
import { compilePixelProgram } from '../kernels/pixel-program.js';
import type { Geometry } from '../kernels/placement.js';
import { Preprocessor } from '../kernels/preprocessor.js';
import { fitInput, inputDims } from './fit-input.js';

/** The model of a task with its session. The three steps of a picture are called in order. */
export class TaskRunner {
  readonly #session: RuntimeSession;
  readonly #preprocessor: Preprocessor;
  readonly #decoder: Decoder;

  private constructor(task: TaskDefinition, steps: readonly PreprocessStep[], session: RuntimeSession) {
    const program = compilePixelProgram(steps, task.colorFormat);
    const { inputWidth, inputHeight, numClasses } = task.model;
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

  /**
   * Loads the task's weights and checks that everything fits.
   *
   * @param steps the pre-processing, without what is done to pictures before (face-align).
   */
  static async load(
    task: TaskDefinition,
    steps: readonly PreprocessStep[],
    options: SessionOptions,
    backend: RuntimeBackend,
  ): Promise<TaskRunner> {
    const session = await backend.createSession(task.model.weights.path, options);
    try {
      return new TaskRunner(task, steps, session);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /** What the input looks like; without a size of its own it has that of the last picture, 0x0 before the first. */
  get input(): InputShape {
    return this.#preprocessor.shape;
  }

  /** Whether the weights say that several pictures may run together. */
  get hasRows(): boolean {
    return this.#session.inputs[0]?.dims[0] === null;
  }

  /** The input as the last {@link preprocess} left it: valid until the next. */
  get data(): InputData {
    return this.#preprocessor.data;
  }

  /** Pixels to input. Does not keep the pixels. */
  preprocess(pixels: PixelFrame): Geometry {
    return this.#preprocessor.fill(pixels);
  }

  /** Input to raw outputs. */
  run(): Promise<RunOutputs> {
    return this.runRows(1, this.data);
  }

  /** Inputs of several pictures, one after the other, to raw outputs. */
  runRows(rows: number, data: InputData): Promise<RunOutputs> {
    const [, ...dims] = inputDims(this.input);
    return this.#session.run([{ type: this.input.type, dims: [rows, ...dims], data }]);
  }

  /** Raw outputs of one picture to its result, in pixels of the picture. */
  postprocess(outputs: readonly Tensor[], geometry: Geometry, options: RunOptions): TaskResult {
    return this.#decoder.decode(outputs, geometry, options);
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
