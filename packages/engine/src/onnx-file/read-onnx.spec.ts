import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { FarsightError } from '@farsight/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { MemorySource } from './byte-source.js';
import type { OnnxModel } from './onnx-model.js';
import { describeValue } from './onnx-model.js';
import { readOnnx, readOnnxFile } from './read-onnx.js';
import { encodeOnnx } from './testing/encode-onnx.js';

const bundledPath = fileURLToPath(new URL('../../../../networks/codes-nano.onnx', import.meta.url));
const bundled = new Uint8Array(readFileSync(bundledPath));

function read(bytes: Uint8Array): OnnxModel {
  return readOnnx(new MemorySource(bytes), 'net.onnx');
}

function expectInvalid(bytes: Uint8Array, message: RegExp): void {
  expect(() => read(bytes)).toThrow(
    expect.objectContaining({ code: 'INVALID_NETWORK', message: expect.stringMatching(message) as string }),
  );
}

/** Either a model or an INVALID_NETWORK, nothing else. */
function expectModelOrRefusal(bytes: Uint8Array): void {
  let outcome: string;
  try {
    outcome = read(bytes).outputs.length > 0 ? 'model' : 'model without outputs';
  } catch (error) {
    outcome = FarsightError.is(error) ? error.code : String(error);
  }
  expect(['model', 'INVALID_NETWORK']).toContain(outcome);
}

describe('readOnnxFile', () => {
  it('reads what the bundled network says about itself, from the file as from memory', () => {
    const model = readOnnxFile(bundledPath);
    expect(model.opset).toBe(13);
    expect(model.inputs.map(describeValue)).toEqual(['images [batch,3,height,width]']);
    expect(model.outputs.map(describeValue)).toEqual(['output0 [batch,9,anchors]']);
    expect(model.inputs[0]?.elementType).toBe('float32');
    expect(model.metadata.get('names')).toBe(
      "{0: 'qr', 1: 'matrix', 2: 'barcode', 3: 'pdf417', 4: 'marker'}",
    );
    expect(model.externalFiles).toEqual([]);
    expect(model.nodes.at(-1)?.outputs).toEqual(['output0']);
    expect(model).toEqual(read(bundled));
  });

  it('says that it cannot read what is no file', () => {
    expect(() => readOnnxFile(tmpdir())).toThrow(
      expect.objectContaining({
        code: 'INVALID_NETWORK',
        message: expect.stringMatching(/cannot be read/) as string,
      }),
    );
  });
});

describe('readOnnx', () => {
  it('gives sizes that are not fixed by their names', () => {
    const model = read(
      encodeOnnx({
        inputs: [{ name: 'x', elementType: 10, dims: ['n', 3, -1, 0] }, { name: 'any' }],
        outputs: [{ name: 'y', dims: [] }],
      }),
    );
    expect(model.inputs.map(describeValue)).toEqual(['x [n,3,?,?]', 'any [of unknown shape]']);
    expect(model.inputs[0]?.elementType).toBe('float16');
    expect(model.outputs.map(describeValue)).toEqual(['y []']);
  });

  it('leaves out inputs that are weights, as files before format version 4 list them', () => {
    const model = read(
      encodeOnnx({
        inputs: [
          { name: 'x', dims: [1, 3, 8, 8] },
          { name: 'w', dims: [4] },
        ],
        outputs: [{ name: 'y', dims: [1] }],
        weights: [
          { name: 'w', dims: [4, 3, 1, 1] },
          { name: 'packed', dims: [300, 3], packed: true },
        ],
      }),
    );
    expect(model.inputs.map(({ name }) => name)).toEqual(['x']);
    expect([...model.weightDims]).toEqual([
      ['w', [4, 3, 1, 1]],
      ['packed', [300, 3]],
    ]);
  });

  it('finds files of weights wherever a tensor can be', () => {
    const outputs = [{ name: 'y', dims: [1] }];
    const model = read(
      encodeOnnx({
        outputs,
        weights: [
          { name: 'a', location: 'a.bin' },
          { name: 'b', location: 'a.bin' },
        ],
        nodes: [
          { op: 'Constant', tensor: { name: 't', location: 'constant.bin' } },
          { op: 'If', graph: { outputs, weights: [{ name: 'c', location: 'inner.bin' }] } },
        ],
        functions: [[{ op: 'Constant', tensor: { name: 'f', location: 'function.bin' } }]],
      }),
    );
    expect([...model.externalFiles].sort()).toEqual(['a.bin', 'constant.bin', 'function.bin', 'inner.bin']);
  });

  it.each([
    ['nothing', new Uint8Array(), /net\.onnx but it is empty/],
    ['a web page', new TextEncoder().encode('\n<!DOCTYPE html><html>'), /web page/],
    [
      'a Git LFS pointer',
      new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'),
      /git lfs pull/,
    ],
    ['a zip archive', Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0]), /zip archive, as PyTorch/],
    ['bytes that are no protobuf', Uint8Array.from([0xff, 0xff, 0xff]), /cut off|no sense/],
    ['another protobuf', Uint8Array.from([8, 1]), /no graph/],
    ['a graph without outputs', encodeOnnx({}), /no outputs/],
  ])('refuses %s', (_, bytes, message) => {
    expectInvalid(bytes, message);
  });

  it('says that a file is cut off, wherever the cut is', () => {
    expectInvalid(
      bundled.subarray(0, bundled.length / 2),
      /cut off or damaged: a part of it ends at byte \d+/,
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bundled.length - 1 }), (length) => {
        expectModelOrRefusal(bundled.subarray(0, length));
      }),
      { numRuns: 300 },
    );
  });

  it('refuses graphs inside graphs without end', () => {
    let sketch = encodeGraphs(40);
    expectInvalid(sketch, /inside each other/);
    sketch = encodeGraphs(3);
    expect(read(sketch).outputs).toHaveLength(1);
  });

  it('answers any bytes with a model or a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => expectModelOrRefusal(bytes)),
      { numRuns: 2000 },
    );
  });

  it('answers a network with changed bytes with a model or a refusal', () => {
    // The weights are most of the file: change the part before them and after them too, not only numbers.
    const position = fc.oneof(
      fc.integer({ min: 0, max: 20_000 }),
      fc.integer({ min: bundled.length - 2000, max: bundled.length - 1 }),
      fc.integer({ min: 0, max: bundled.length - 1 }),
    );
    const change = fc.tuple(position, fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), (changes) => {
        const bytes = bundled.slice();
        for (const [at, value] of changes) bytes[at] = value;
        expectModelOrRefusal(bytes);
      }),
      { numRuns: 500 },
    );
  });
});

function encodeGraphs(depth: number): Uint8Array {
  const outputs = [{ name: 'y', dims: [1] }];
  let sketch: Parameters<typeof encodeOnnx>[0] = { outputs };
  for (let level = 0; level < depth; level++) sketch = { outputs, nodes: [{ op: 'If', graph: sketch }] };
  return encodeOnnx(sketch);
}

describe('files of weights', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'farsight-onnx-'));
    mkdirSync(join(folder, 'model', 'parts'), { recursive: true });
    writeFileSync(join(folder, 'outside.bin'), 'secret');
    writeFileSync(join(folder, 'model', 'inside.bin'), 'weights');
    writeFileSync(join(folder, 'model', 'parts', 'inside.bin'), 'weights');
    symlinkSync(join(folder, 'outside.bin'), join(folder, 'model', 'escape.bin'));
    symlinkSync(folder, join(folder, 'model', 'up'));
    symlinkSync(join(folder, 'model', 'inside.bin'), join(folder, 'model', 'link.bin'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function readWithWeightsAt(location: string): OnnxModel {
    const path = join(folder, 'model', 'net.onnx');
    writeFileSync(
      path,
      encodeOnnx({ outputs: [{ name: 'y', dims: [1] }], weights: [{ name: 'w', location }] }),
    );
    return readOnnxFile(path);
  }

  it.each(['inside.bin', './inside.bin', 'parts/inside.bin', 'link.bin'])('accepts %s', (location) => {
    expect(readWithWeightsAt(location).externalFiles).toEqual([location]);
  });

  it.each([
    ['../outside.bin', /in its own folder/],
    ['parts/../../outside.bin', /in its own folder/],
    ['parts\\..\\..\\outside.bin', /in its own folder/],
    ['/etc/hostname', /in its own folder/],
    ['C:\\secret.bin', /in its own folder/],
    ['\\\\host\\share', /in its own folder/],
    ['*/_ORT_MEM_ADDR_/*', /in its own folder/],
    ['', /in its own folder/],
    ['escape.bin', /link that leaves/],
    ['up/outside.bin', /link that leaves/],
    ['missing.bin', /"missing\.bin" with its weights beside it but there is none/],
    ['parts', /is none/],
  ])('refuses %j', (location, message) => {
    expect(() => readWithWeightsAt(location)).toThrow(
      expect.objectContaining({ code: 'INVALID_NETWORK', message: expect.stringMatching(message) as string }),
    );
  });
});
