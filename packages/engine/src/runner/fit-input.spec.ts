import type { PixelFrame } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import { FakeBackend } from '../backends/testing/fake-backend.js';
import type { NetworkDefinition, PreprocessStep } from '../definition.js';
import { loadNetwork } from './load-network.js';

/** Weights that take bytes of pictures, channels last. */
function backend(dims: readonly (number | null)[], seen: Tensor[] = []): FakeBackend {
  return new FakeBackend({
    'any.onnx': {
      inputs: [{ name: 'image', type: 'uint8', dims }],
      outputs: [{ name: 'y', type: 'float32', dims: [1, 2] }],
      run: (inputs) => {
        seen.push(...inputs);
        return [{ type: 'float32', dims: [1, 2], data: Float32Array.of(0.25, 0.75) }];
      },
    },
  });
}

function definition(size: number, preprocess: readonly PreprocessStep[] = []): NetworkDefinition {
  const model = {
    name: 'any',
    weights: { path: 'any.onnx' },
    inputLayout: 'NHWC',
    inputWidth: size,
    inputHeight: size,
    inputChannels: 3,
    numClasses: 2,
  } as const;
  const task = {
    name: 'classes',
    model,
    input: { processing: [] },
    colorFormat: 'RGB',
    preprocess,
    decode: { op: 'topk', k: 1, largest: true, sorted: true, softmax: false },
    refine: [],
    finish: [],
    labels: [],
    resultKind: 'classifications',
  } as const;
  return { name: 'any', description: '', licence: '', origin: '', tasks: [task] };
}

function frame(width: number, height: number): PixelFrame {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => i % 256);
  return { width, height, format: 'rgb24', strideBytes: 3 * width, data, [Symbol.dispose]: () => undefined };
}

const options = { intraOpThreads: 1 };

describe('an input without a size of its own', () => {
  it('is as large as each frame', async () => {
    const seen: Tensor[] = [];
    const network = await loadNetwork(definition(0), options, backend([1, null, null, 3], seen));
    await network.run(frame(5, 4), {});
    await network.run(frame(2, 7), {});
    const [first, ...frames] = seen.map(({ dims, data }) => ({ dims, values: data.length }));
    expect(first!.dims).toEqual([1, 320, 320, 3]);
    expect(frames).toEqual([
      { dims: [1, 4, 5, 3], values: 60 },
      { dims: [1, 7, 2, 3], values: 42 },
    ]);
    await network.release();
  });

  it('wants weights that take any size', async () => {
    await expect(loadNetwork(definition(0), options, backend([1, 300, 300, 3]))).rejects.toThrow(
      /Expected weights that take pictures of any size \(NHWC\).* but these take 1x300x300x3/,
    );
  });

  it('wants no step that resizes', async () => {
    const resize: PreprocessStep = {
      op: 'resize',
      size: { width: 300, height: 300 },
      interpolation: 'bilinear',
      antialias: false,
    };
    await expect(loadNetwork(definition(0, [resize]), options, backend([1, null, null, 3]))).rejects.toThrow(
      /Expected no letterbox, resize or centercrop/,
    );
  });
});

describe('an input of one size', () => {
  it('says which size weights take that do not take it', async () => {
    await expect(loadNetwork(definition(64), options, backend([1, 32, null, 3]))).rejects.toThrow(
      /Expected weights that take 1x64x64x3 .* but these take 1x32xanyx3/,
    );
  });
});
