import { describe, expect, it } from 'vitest';
import type { RuntimeBackend, RuntimeSession, Tensor, TensorInfo, TensorType } from '../runtime.js';

/** What a backend has to offer for the contract to be checked. */
export interface BackendFixture {
  readonly backend: RuntimeBackend;
  /** Path of weights with one input and one output that is equal to it. */
  readonly identity: (type: TensorType, dims: readonly (number | null)[]) => string;
}

const options = { intraOpThreads: 1 };

/** What every backend must do. */
export function describeBackend(name: string, fixture: () => BackendFixture): void {
  async function load(type: TensorType, dims: readonly (number | null)[]): Promise<RuntimeSession> {
    const { backend, identity } = fixture();
    return backend.createSession(identity(type, dims), options);
  }

  describe(`${name} keeps the contract of a backend`, () => {
    it('says what goes in and comes out', async () => {
      const session = await load('float32', [1, 3, null, null]);
      const dims = [1, 3, null, null];
      expect(session.inputs).toEqual<TensorInfo[]>([{ name: 'x', type: 'float32', dims }]);
      expect(session.outputs).toEqual<TensorInfo[]>([{ name: 'y', type: 'float32', dims }]);
      await session.release();
    });

    it.each<[TensorType, Tensor['data']]>([
      ['float32', Float32Array.of(0.5, -2, 3e20, 0)],
      // The bits of 1, -2, 65504 and the smallest half.
      ['float16', Uint16Array.of(0x3c00, 0xc000, 0x7bff, 1)],
      ['uint8', Uint8Array.of(0, 1, 128, 255)],
    ])('takes and gives %s', async (type, data) => {
      const session = await load(type, [1, 4]);
      using outputs = await session.run([{ type, dims: [1, 4], data }]);
      expect(outputs.tensors).toEqual([{ type, dims: [1, 4], data }]);
      await session.release();
    });

    it('reads the input anew in every run', async () => {
      const session = await load('float32', [2]);
      const data = Float32Array.of(1, 2);
      const input: Tensor = { type: 'float32', dims: [2], data };
      (await session.run([input]))[Symbol.dispose]();
      data.set([3, 4]);
      using outputs = await session.run([input]);
      expect([...(outputs.tensors[0]?.data ?? [])]).toEqual([3, 4]);
      await session.release();
    });

    it('takes other sizes from run to run where the weights do', async () => {
      const session = await load('float32', [null]);
      for (const values of [[1, 2], [1, 2, 3], [4], [5]]) {
        const data = Float32Array.from(values);
        using outputs = await session.run([{ type: 'float32', dims: [data.length], data }]);
        expect(outputs.tensors).toEqual([{ type: 'float32', dims: [data.length], data }]);
      }
      await session.release();
    });

    it('leaves inputs and the outputs of other runs alone when outputs are disposed, also twice', async () => {
      const session = await load('float32', [2]);
      const [first, second] = [Float32Array.of(1, 2), Float32Array.of(3, 4)].map((data): Tensor => ({
        type: 'float32',
        dims: [2],
        data,
      })) as [Tensor, Tensor];
      const disposed = await session.run([first]);
      using kept = await session.run([second]);
      disposed[Symbol.dispose]();
      disposed[Symbol.dispose]();
      expect(kept.tensors).toEqual([second]);
      expect(first.data).toEqual(Float32Array.of(1, 2));
      await session.release();
    });

    it('refuses weights that are not there, without naming their place', async () => {
      const missing = fixture().backend.createSession('/some/place/missing.onnx', options);
      await expect(missing).rejects.toMatchObject({
        code: 'NETWORK_LOAD_FAILED',
        message: 'The weights cannot be loaded: the file does not exist.',
      });
    });
  });
}
