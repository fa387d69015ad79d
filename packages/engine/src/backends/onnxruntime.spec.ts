import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FarsightError } from '@farsight/protocol';
import { afterAll, describe, expect, it } from 'vitest';
import type { OnnxSketch } from '../onnx-file/testing/encode-onnx.js';
import { encodeOnnx } from '../onnx-file/testing/encode-onnx.js';
import { onnxRuntime } from './onnxruntime.js';
import type { RunOutputs, RuntimeSession, Tensor, TensorType } from './runtime.js';
import { describeBackend } from './testing/describe-backend.js';

const folder = mkdtempSync(join(tmpdir(), 'farsight-backend-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function write(bytes: Uint8Array | string): string {
  const path = join(folder, `weights-${files++}.onnx`);
  writeFileSync(path, bytes);
  return path;
}

function load(sketch: OnnxSketch): Promise<RuntimeSession> {
  return onnxRuntime.createSession(write(encodeOnnx(sketch)), { intraOpThreads: 1 });
}

function floats(...values: number[]): Tensor {
  return { type: 'float32', dims: [values.length], data: Float32Array.from(values) };
}

/** Of the first output. */
function values({ tensors }: RunOutputs): unknown[] {
  return [...(tensors[0]?.data ?? [])];
}

/** Numbers of TensorProto.DataType. */
const elementTypes: Partial<Record<TensorType, number>> = { float32: 1, uint8: 2, float16: 10 };

describeBackend('ONNX Runtime', () => ({
  backend: onnxRuntime,
  identity(type, dims) {
    const value = { elementType: elementTypes[type] ?? 1, dims: dims.map((size, i) => size ?? `free${i}`) };
    return write(
      encodeOnnx({
        inputs: [{ name: 'x', ...value }],
        outputs: [{ name: 'y', ...value }],
        nodes: [{ op: 'Identity', in: ['x'], out: ['y'] }],
      }),
    );
  },
}));

describe('ONNX Runtime', () => {
  it('gives each run outputs of its own', async () => {
    const dims = [3];
    const session = await load({
      inputs: [{ name: 'x', dims }],
      outputs: [{ name: 'y', dims }],
      nodes: [{ op: 'Neg', in: ['x'], out: ['y'] }],
    });
    const first = await session.run([floats(1, 2, 3)]);
    const second = await session.run([floats(4, 5, 6)]);
    expect([...values(first), ...values(second)]).toEqual([-1, -2, -3, -4, -5, -6]);
    await session.release();
  });

  it('frees the memory of outputs when they are disposed, without waiting for a collector', async () => {
    const session = await load({
      inputs: [{ name: 'x', dims: [3] }],
      outputs: [
        { name: 'y', dims: [3] },
        { name: 'z', dims: [3] },
      ],
      nodes: [
        { op: 'Neg', in: ['x'], out: ['y'] },
        { op: 'Abs', in: ['x'], out: ['z'] },
      ],
    });
    const outputs = await session.run([floats(1, 2, 3)]);
    const memory = outputs.tensors.map(({ data }) => data.buffer);
    expect(memory.map(({ byteLength }) => byteLength)).toEqual([12, 12]);
    outputs[Symbol.dispose]();
    expect(memory.map(({ byteLength }) => byteLength)).toEqual([0, 0]);
    await session.release();
  });

  it('gives outputs whose shape depends on the values, as 64-bit numbers', async () => {
    const session = await load({
      inputs: [{ name: 'x', dims: [4] }],
      outputs: [{ name: 'y', elementType: 7, dims: [1, 'found'] }],
      nodes: [{ op: 'NonZero', in: ['x'], out: ['y'] }],
    });
    for (const [given, found] of [
      [
        [1, 0, 0, 1],
        [0n, 3n],
      ],
      [
        [0, 1, 0, 1],
        [1n, 3n],
      ],
      [[0, 0, 0, 0], []],
      [
        [1, 1, 1, 1],
        [0n, 1n, 2n, 3n],
      ],
    ] as const) {
      const { tensors } = await session.run([floats(...given)]);
      expect(tensors).toEqual([{ type: 'int64', dims: [1, found.length], data: BigInt64Array.from(found) }]);
    }
    await session.release();
  });

  it('goes on after a run that failed', async () => {
    const session = await load({
      inputs: [{ name: 'x', dims: ['n'] }],
      outputs: [{ name: 'y', dims: ['m'] }],
      nodes: [{ op: 'Add', in: ['x', 'w'], out: ['y'] }],
      weights: [{ name: 'w', dims: [2], bytes: new Uint8Array(Float32Array.of(10, 20).buffer) }],
    });
    for (let round = 0; round < 2; round++) {
      expect(values(await session.run([floats(1, 2)]))).toEqual([11, 22]);
      await expect(session.run([floats(1, 2, 3)])).rejects.toThrow();
    }
    await session.release();
  });

  it('runs with several threads', async () => {
    const path = write(
      encodeOnnx({
        inputs: [{ name: 'x', dims: [2] }],
        outputs: [{ name: 'y', dims: [2] }],
        nodes: [{ op: 'Abs', in: ['x'], out: ['y'] }],
      }),
    );
    const session = await onnxRuntime.createSession(path, { intraOpThreads: 2 });
    expect(values(await session.run([floats(-1, 2)]))).toEqual([1, 2]);
    await session.release();
  });

  it('wants a tensor for every input', async () => {
    const session = await load({
      inputs: [{ name: 'x', dims: [2] }],
      outputs: [{ name: 'y', dims: [2] }],
      nodes: [{ op: 'Abs', in: ['x'], out: ['y'] }],
    });
    await expect(session.run([])).rejects.toThrow(/fewer tensors/);
    await session.release();
  });
});

describe('weights that cannot be loaded', () => {
  const bundled = readFileSync(new URL('../../../../networks/codes-nano.onnx', import.meta.url));
  const y = [{ name: 'y', dims: [2] }];

  it.each<[string, Uint8Array | string, RegExp]>([
    [
      'a web page',
      '<!DOCTYPE html><html><body>Not found</body></html>',
      /is not an ONNX file, or only a part/,
    ],
    ['half a file', bundled.subarray(0, bundled.length / 2), /is not an ONNX file, or only a part/],
    ['an empty file', new Uint8Array(0), /is not an ONNX file, or only a part/],
    [
      'values in a file that is missing',
      encodeOnnx({
        inputs: [{ name: 'x', dims: [2] }],
        outputs: y,
        nodes: [{ op: 'Add', in: ['x', 'w'], out: ['y'] }],
        weights: [{ name: 'w', dims: [2], location: 'gone.data' }],
      }),
      /in a separate data file, which is missing/,
    ],
    [
      'an operator nobody knows',
      encodeOnnx({
        inputs: [{ name: 'x', dims: [2] }],
        outputs: y,
        nodes: [{ op: 'Frobnicate', in: ['x'], out: ['y'] }],
      }),
      /an operator that this runtime does not have/,
    ],
  ])('%s', async (_name, bytes, message) => {
    const path = write(bytes);
    const error: unknown = await onnxRuntime
      .createSession(path, { intraOpThreads: 1 })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FarsightError);
    expect(error).toMatchObject({ code: 'NETWORK_LOAD_FAILED' });
    const { message: text, cause } = error as FarsightError;
    expect(text).toMatch(message);
    expect(text).not.toContain(folder);
    expect(text).not.toMatch(/protobuf|onnxruntime|weights-\d/i);
    expect(cause).toBeInstanceOf(Error);
  });
});
