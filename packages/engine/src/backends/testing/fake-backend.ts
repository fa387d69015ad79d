import { loadFailure } from '../load-failure.js';
import type {
  RunOutputs,
  RuntimeBackend,
  RuntimeSession,
  SessionOptions,
  Tensor,
  TensorInfo,
} from '../runtime.js';

/** Weights as a test wants them. */
export interface FakeWeights {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Default: outputs are the inputs. */
  run?(inputs: readonly Tensor[]): readonly Tensor[];
}

/** A runtime in plain words: weights by path, and a record of what was asked of it. */
export class FakeBackend implements RuntimeBackend {
  /** Options of every session made, in order. */
  readonly created: SessionOptions[] = [];
  /** Sessions not released yet. */
  open = 0;
  /** Outputs not disposed yet. */
  held = 0;
  readonly #weights: Readonly<Record<string, FakeWeights>>;

  constructor(weights: Readonly<Record<string, FakeWeights>>) {
    this.#weights = weights;
  }

  createSession(path: string, options: SessionOptions): Promise<RuntimeSession> {
    const weights = this.#weights[path];
    if (weights === undefined) {
      return Promise.reject(loadFailure(new Error(`Load model ${path} failed. File doesn't exist`)));
    }
    this.created.push(options);
    this.open++;
    return Promise.resolve(this.#session(weights));
  }

  #session(weights: FakeWeights): RuntimeSession {
    let released = false;
    return {
      inputs: weights.inputs,
      outputs: weights.outputs,
      run: (inputs) => {
        if (released) return Promise.reject(new Error('The session was released.'));
        return Promise.resolve().then(() => this.#hold(weights.run?.(inputs) ?? inputs));
      },
      release: () => {
        if (!released) this.open--;
        released = true;
        return Promise.resolve();
      },
    };
  }

  #hold(tensors: readonly Tensor[]): RunOutputs {
    let kept: readonly Tensor[] | undefined = tensors;
    this.held++;
    return {
      get tensors() {
        if (kept === undefined) throw new Error('The outputs were disposed.');
        return kept;
      },
      [Symbol.dispose]: () => {
        if (kept !== undefined) this.held--;
        kept = undefined;
      },
    };
  }
}
