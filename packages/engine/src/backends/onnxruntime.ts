import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { freeMemory } from './free-memory.js';
import { loadFailure } from './load-failure.js';
import type {
  RunOutputs,
  RuntimeBackend,
  RuntimeSession,
  SessionOptions,
  Tensor,
  TensorData,
  TensorInfo,
  TensorType,
} from './runtime.js';

/** ONNX Runtime on the CPU: the only file that knows it. */
export const onnxRuntime: RuntimeBackend = {
  async createSession(path, options) {
    try {
      return new OnnxSession(await InferenceSession.create(path, sessionOptions(options)));
    } catch (error) {
      throw loadFailure(error);
    }
  },
};

function sessionOptions({ intraOpThreads }: SessionOptions): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    intraOpNumThreads: intraOpThreads,
    interOpNumThreads: 1,
    // Measured, two sessions of codes-nano 640 / yolov8n 640: with patterns 163 / 252 MB and 11.8 / 48.9 ms a frame, without
    // 146 / 211 MB and 12.0 / 49.3 ms. Without the arena memory is not given back on release at all.
    enableCpuMemArena: true,
    enableMemPattern: false,
    // Fatal only: errors are thrown, and printing them too would break "one clear line on stderr".
    logSeverityLevel: 4,
    // Threads that spin between operators burn whole cores: 43 ms of CPU for a frame of 17 ms were measured.
    ...(intraOpThreads > 1 && { extra: { session: { intra_op: { allow_spinning: '0' } } } }),
  };
}

class OnnxSession implements RuntimeSession {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly #session: InferenceSession;

  constructor(session: InferenceSession) {
    this.#session = session;
    this.inputs = session.inputMetadata.map(tensorInfo);
    this.outputs = session.outputMetadata.map(tensorInfo);
  }

  async run(inputs: readonly Tensor[]): Promise<RunOutputs> {
    const feeds = Object.fromEntries(this.inputs.map(({ name }, i) => [name, ortTensor(inputs[i])]));
    // No outputs of ours to be written to: the binding copies those into new ones all the same (1.30).
    const results = await this.#session.run(feeds);
    return new OnnxOutputs(this.outputs.map(({ name }) => plainTensor(results[name])));
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** Tensors whose memory the binding (1.30) allocated for them alone. */
class OnnxOutputs implements RunOutputs {
  #tensors: readonly Tensor[];

  constructor(tensors: readonly Tensor[]) {
    this.#tensors = tensors;
  }

  get tensors(): readonly Tensor[] {
    return this.#tensors;
  }

  [Symbol.dispose](): void {
    freeMemory(this.#tensors.map(({ data }) => data.buffer as ArrayBuffer));
    this.#tensors = [];
  }
}

const tensorTypes: ReadonlySet<string> = new Set<TensorType>([
  'float32',
  'float16',
  'float64',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
]);

function isTensorType(type: string): type is TensorType {
  return tensorTypes.has(type);
}

function tensorInfo(value: InferenceSession.ValueMetadata): TensorInfo {
  if (!value.isTensor || !isTensorType(value.type)) return { name: value.name, type: 'other', dims: [] };
  const dims = value.shape.map((size) => (typeof size === 'number' ? size : null));
  return { name: value.name, type: value.type, dims };
}

function ortTensor(tensor: Tensor | undefined): OrtTensor {
  if (tensor === undefined) throw new Error('A run got fewer tensors than the session has inputs.');
  const { type, dims, data } = tensor;
  if (type !== 'float16') return new OrtTensor(type, data as OrtTensor.DataType, dims);
  // Where the language has Float16Array, the library makes one of the bits and its binding (1.30) takes that for empty:
  // "not enough space: expected 8, got 0". Under another name the bits go through on all versions of Node.
  return Object.assign(new OrtTensor('uint16', data as Uint16Array, dims), { type });
}

function plainTensor(value: OrtTensor | undefined): Tensor {
  if (value === undefined || !isTensorType(value.type)) {
    return { type: 'uint8', dims: [0], data: new Uint8Array(0) };
  }
  const data = value.data as TensorData;
  const halves = value.type === 'float16' && !(data instanceof Uint16Array);
  return {
    type: value.type,
    dims: value.dims,
    data: halves ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data,
  };
}
