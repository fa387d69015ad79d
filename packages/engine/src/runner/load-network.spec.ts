import type { PixelFrame } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { FakeWeights } from '../backends/testing/fake-backend.js';
import { FakeBackend } from '../backends/testing/fake-backend.js';
import type { ModelDefinition, NetworkDefinition, TaskDefinition } from '../definition.js';
import { loadNetwork } from './load-network.js';

/** Weights that answer with the first pixel of each channel: three classes. */
const firstPixel: FakeWeights = {
  inputs: [{ name: 'x', type: 'float32', dims: [null, 3, 4, 6] }],
  outputs: [{ name: 'y', type: 'float32', dims: [null, 3] }],
  run: ([input]) => {
    const data = Float32Array.from([0, 24, 48], (at) => Number(input!.data[at]));
    return [{ type: 'float32', dims: [1, 3], data }];
  },
};

const model: ModelDefinition = {
  name: 'first-pixel',
  weights: { path: '/somewhere/first-pixel.onnx' },
  inputLayout: 'NCHW',
  inputWidth: 6,
  inputHeight: 4,
  inputChannels: 3,
  numClasses: 3,
};

function task(name: string, changes: Partial<ModelDefinition> = {}): TaskDefinition {
  return {
    name,
    model: { ...model, ...changes },
    colorFormat: 'RGB',
    preprocess: [
      { op: 'resize', size: { width: 6, height: 4 }, interpolation: 'nearest', antialias: false },
      { op: 'totensor', scale: false },
    ],
    input: { processing: [] },
    decode: { op: 'topk', k: 1, largest: true, sorted: true, softmax: false },
    refine: [],
    finish: [],
    labels: [],
    resultKind: 'classifications',
  };
}

function definition(...tasks: TaskDefinition[]): NetworkDefinition {
  return { name: 'net', description: '', licence: '', origin: '', tasks };
}

function backend(weights: Partial<FakeWeights> = {}): FakeBackend {
  return new FakeBackend({ [model.weights.path]: { ...firstPixel, ...weights } });
}

function frame(red: number, green: number, blue: number): PixelFrame & { disposed: number } {
  return {
    width: 1,
    height: 1,
    format: 'rgb24',
    strideBytes: 3,
    data: Uint8Array.of(red, green, blue),
    disposed: 0,
    [Symbol.dispose]() {
      this.disposed++;
    },
  };
}

const options = { intraOpThreads: 1 };

describe('a loaded network', () => {
  it('brings pixels to results, by the name of the task', async () => {
    const network = await loadNetwork(definition(task('colour')), options, backend());
    const run = await network.run(frame(9, 200, 30), {});
    expect(run.meta).toEqual({
      colour: { kind: 'classifications', count: 1, classIds: Int32Array.of(1), scores: Float32Array.of(200) },
    });
    for (const ms of [run.preprocessMs, run.runMs, run.postprocessMs]) expect(ms).toBeGreaterThanOrEqual(0);
    await network.release();
  });

  it('hands its options to the sessions', async () => {
    const fake = backend();
    await loadNetwork(definition(task('colour')), { intraOpThreads: 3 }, fake);
    expect(fake.created).toEqual([{ intraOpThreads: 3 }]);
  });

  it('runs once when loaded', async () => {
    const seen: Tensor[] = [];
    const run = (inputs: readonly Tensor[]): readonly Tensor[] => {
      seen.push(...inputs);
      return firstPixel.run!(inputs);
    };
    await loadNetwork(definition(task('colour')), options, backend({ run }));
    expect(seen.map(({ type, dims }) => ({ type, dims }))).toEqual([{ type: 'float32', dims: [1, 3, 4, 6] }]);
  });

  it('runs all tasks in order, or those asked for', async () => {
    const network = await loadNetwork(definition(task('one'), task('two')), options, backend());
    expect(Object.keys((await network.run(frame(1, 2, 3), {})).meta)).toEqual(['one', 'two']);
    expect(Object.keys((await network.run(frame(1, 2, 3), { tasks: ['two'] })).meta)).toEqual(['two']);
    await expect(network.run(frame(1, 2, 3), { tasks: ['three'] })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'Expected one, two for tasks of network net but received three.',
    });
  });

  it('takes frames one after the other, however they come', async () => {
    const network = await loadNetwork(definition(task('colour')), options, backend());
    const frames = [frame(9, 0, 0), frame(0, 9, 0), frame(0, 0, 9)];
    const runs = await Promise.all(frames.map((one) => network.run(one, {})));
    expect(runs.map(({ meta }) => (meta.colour as { classIds: Int32Array }).classIds[0])).toEqual([0, 1, 2]);
  });

  it('disposes the frame before the runtime runs, once', async () => {
    const source = frame(1, 2, 3);
    let disposedBeforeRun = -1;
    const run = (inputs: readonly Tensor[]): readonly Tensor[] => {
      disposedBeforeRun = source.disposed;
      return firstPixel.run!(inputs);
    };
    const network = await loadNetwork(definition(task('colour')), options, backend({ run }));
    await network.run(source, {});
    expect([disposedBeforeRun, source.disposed]).toEqual([1, 1]);
  });

  it('disposes the frame when pre-processing fails, when the runtime fails, and after release', async () => {
    let fails = false;
    const run = (inputs: readonly Tensor[]): readonly Tensor[] => {
      if (fails) throw new Error('Non-zero status code at /somewhere');
      return firstPixel.run!(inputs);
    };
    const network = await loadNetwork(definition(task('colour')), options, backend({ run }));
    const short = { ...frame(0, 0, 0), data: new Uint8Array(2) };
    await expect(network.run(short, {})).rejects.toMatchObject({ code: 'INVALID_FRAME' });
    expect(short.disposed).toBe(1);
    fails = true;
    const failing = frame(1, 2, 3);
    await expect(network.run(failing, {})).rejects.toMatchObject({
      code: 'INTERNAL',
      message: 'Network net failed on this frame.',
    });
    expect(failing.disposed).toBe(1);
    fails = false;
    expect((await network.run(frame(1, 2, 3), {})).meta.colour).toMatchObject({ count: 1 });
    await network.release();
    const late = frame(1, 2, 3);
    await expect(network.run(late, {})).rejects.toThrow(/after it was released/);
    expect(late.disposed).toBe(1);
  });

  it('releases its sessions once, after the run under way', async () => {
    const fake = backend();
    const network = await loadNetwork(definition(task('one'), task('two')), options, fake);
    const run = network.run(frame(1, 2, 3), {});
    await Promise.all([network.release(), network.release()]);
    expect((await run).meta.one).toMatchObject({ count: 1 });
    expect(fake.open).toBe(0);
  });

  it('keeps no outputs, of warm-up, of frames, or of those that could not be decoded', async () => {
    let values = 3;
    const run = (): readonly Tensor[] => [
      { type: 'float32', dims: [1, values], data: new Float32Array(values) },
    ];
    const fake = backend({ run });
    const network = await loadNetwork(definition(task('colour')), options, fake);
    await network.run(frame(1, 2, 3), {});
    values = 4;
    await expect(network.run(frame(1, 2, 3), {})).rejects.toThrow(/gives 4/);
    expect(fake.held).toBe(0);
    await network.release();
  });
});

describe('a network that cannot be loaded', () => {
  it.each<[string, Partial<FakeWeights>, Partial<ModelDefinition>, RegExp]>([
    [
      'another channel count',
      {},
      { inputChannels: 1 },
      /^Network net: Expected weights that take 1x1x4x6 \(NCHW, as the network's file says\) but these take anyx3x4x6/,
    ],
    ['another size', {}, { inputWidth: 8 }, /take 1x3x4x8 .* take anyx3x4x6/],
    ['another layout', {}, { inputLayout: 'NHWC' }, /take 1x4x6x3 \(NHWC/],
    ['a batch of two', { inputs: [{ name: 'x', type: 'float32', dims: [2, 3, 4, 6] }] }, {}, /take 2x3x4x6/],
    ['no tensor', { inputs: [{ name: 'x', type: 'other', dims: [] }] }, {}, /input x but it is other/],
    ['64-bit numbers', { inputs: [{ name: 'x', type: 'int64', dims: [] }] }, {}, /input x but it is int64/],
    [
      'two inputs',
      { inputs: [...firstPixel.inputs, ...firstPixel.inputs] },
      {},
      /one input but these have 2/,
    ],
    ['other classes', {}, { numClasses: 10 }, /Expected 10 values, one per class, .* gives 3/],
  ])('because of %s', async (_name, weights, changes, message) => {
    const fake = backend(weights);
    const loading = loadNetwork(definition(task('one'), task('two', changes)), options, fake);
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toMatchObject({ code: 'INVALID_NETWORK' });
    expect(fake.open).toBe(0);
  });

  it.each<[string, Partial<TaskDefinition>, Partial<FakeWeights>, RegExp]>([
    ['grey for colour', { colorFormat: 'GRAY' }, {}, /pre-processing that gives 3 channels but it gives 1/],
    [
      'a size of its own',
      { preprocess: [{ op: 'centercrop', width: 5, height: 4 }] },
      {},
      /gives 6x4 pixels but it gives 5x4/,
    ],
    [
      'a size that depends on the frame',
      {
        preprocess: [{ op: 'resize', size: { shorterSide: 4 }, interpolation: 'bilinear', antialias: true }],
      },
      {},
      /Expected centercrop after a resize to the shorter side/,
    ],
    [
      'fractions for whole numbers',
      { preprocess: [{ op: 'totensor', scale: true }] },
      { inputs: [{ name: 'x', type: 'uint8', dims: [1, 3, 4, 6] }] },
      /no scaling or normalisation for weights that take uint8/,
    ],
    [
      'contrast in halves',
      { preprocess: [{ op: 'contrast-normalize' }] },
      { inputs: [{ name: 'x', type: 'float16', dims: [1, 3, 4, 6] }] },
      /take float32 for contrast-normalize but these take float16/,
    ],
  ])('because its file wants %s', async (_name, changes, weights, message) => {
    const fake = backend(weights);
    const loading = loadNetwork(definition({ ...task('one'), ...changes }), options, fake);
    await expect(loading).rejects.toThrow(message);
    expect(fake.open).toBe(0);
  });

  it('because its weights are missing', async () => {
    const other = { weights: { path: '/somewhere/else.onnx' } };
    await expect(loadNetwork(definition(task('one', other)), options, backend())).rejects.toMatchObject({
      code: 'NETWORK_LOAD_FAILED',
      message: 'Network net: The weights cannot be loaded: the file does not exist.',
    });
  });

  it('because its weights do not run at its size', async () => {
    const run = (): never => {
      throw new Error('Non-zero status code returned while running Add node');
    };
    const fake = backend({ run });
    await expect(loadNetwork(definition(task('one')), options, fake)).rejects.toMatchObject({
      code: 'NETWORK_LOAD_FAILED',
      message: expect.stringMatching(/^Network net: The weights fail at 6x4\./) as string,
    });
    expect(fake.open).toBe(0);
  });
});
