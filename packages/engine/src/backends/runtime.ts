/** Element types of tensors. `float16` travels as the bits of its values. */
export type TensorType =
  | 'float32'
  | 'float16'
  | 'float64'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool';

/** Elements of a tensor, rows first. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A tensor as it goes into and comes out of a runtime. */
export interface Tensor {
  readonly type: TensorType;
  readonly dims: readonly number[];
  /** As many as the product of `dims`. */
  readonly data: TensorData;
}

/** What a run gave. Belongs to whoever asked for the run and disposes it: the tensors must not be used afterwards. */
export interface RunOutputs extends Disposable {
  /** In the order of the session's `outputs`. */
  readonly tensors: readonly Tensor[];
}

/** What the weights say about one of their inputs or outputs. */
export interface TensorInfo {
  readonly name: string;
  /** `other`: strings, maps and whatever else is no tensor of numbers. */
  readonly type: TensorType | 'other';
  /** `null` where any size may be given. */
  readonly dims: readonly (number | null)[];
}

/** How to make a session. */
export interface SessionOptions {
  /** Threads within one operator, at least 1. */
  readonly intraOpThreads: number;
}

/** Weights made ready to run. Belongs to one thread; one run at a time. */
export interface RuntimeSession {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /**
   * Runs on inputs in the order of `inputs`; reads them in place. Returns outputs of its own, whatever runs come after it.
   * Errors are the library's own: wrap them.
   */
  run(inputs: readonly Tensor[]): Promise<RunOutputs>;
  /** Frees everything. The session must not be used afterwards. */
  release(): Promise<void>;
}

/** A library that runs networks. */
export interface RuntimeBackend {
  /**
   * Loads an ONNX file. Error: NETWORK_LOAD_FAILED with a text that says what is wrong with the file, without its path
   * and without the library's words; those are in `cause`.
   */
  createSession(path: string, options: SessionOptions): Promise<RuntimeSession>;
}
