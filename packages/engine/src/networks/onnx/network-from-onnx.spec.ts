import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { FarsightError } from '@farsight/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { DecodeYoloStep, TaskDefinition } from '../../definition.js';
import { encodeOnnx } from '../../onnx-file/testing/encode-onnx.js';
import type { NodeSketch, OnnxSketch, WeightSketch } from '../../onnx-file/testing/encode-onnx.js';
import type { OnnxOverrides } from '../options.js';
import { networkFromOnnx } from './network-from-onnx.js';
import { settleHeads } from './settle-heads.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-bare-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Dims = readonly (number | string)[];

function task(sketch: OnnxSketch, overrides: OnnxOverrides = {}, name = 'net.onnx'): TaskDefinition {
  const path = join(folder, name);
  writeFileSync(path, encodeOnnx(sketch));
  return networkFromOnnx(path, overrides).tasks[0]!;
}

/** A network of one input and one output of these shapes. */
function net(input: Dims, output: Dims, more: OnnxSketch = {}): OnnxSketch {
  return { inputs: [{ name: 'images', dims: input }], outputs: [{ name: 'out', dims: output }], ...more };
}

const image640: Dims = [1, 3, 640, 640];
const ultralytics = { task: 'detect', stride: '32', imgsz: '[320, 640]', names: "{0: 'cat', 1: 'dog'}" };

function headOf(sketch: OnnxSketch, overrides?: OnnxOverrides): string {
  const { decode, colorFormat, preprocess, model } = task(sketch, overrides);
  const step = decode as DecodeYoloStep;
  const scale = preprocess.some((each) => each.op === 'totensor' && each.scale);
  return `${step.head} ${model.numClasses} ${colorFormat} ${scale ? '0..1' : '0..255'}`;
}

function refusal(code: string, message: RegExp): unknown {
  return expect.objectContaining({ code, message: expect.stringMatching(message) as string });
}

/** The last layers of YOLOX as its exporter writes them: the scales are joined, and if decoded computed with after it. */
function yoloxGraph(classes: number, isDecoded: boolean): { nodes: NodeSketch[]; weights: WeightSketch[] } {
  const nodes: NodeSketch[] = [];
  const weights: WeightSketch[] = [];
  for (const scale of [0, 1, 2]) {
    const parts = [4, 1, classes].map((channels, part) => {
      weights.push({ name: `w${scale}${part}`, dims: [channels, 8, 1, 1] });
      nodes.push({ op: 'Conv', in: ['features', `w${scale}${part}`], out: [`c${scale}${part}`] });
      return `c${scale}${part}`;
    });
    nodes.push({ op: 'Concat', in: parts, out: [`scale${scale}`] });
    nodes.push({ op: 'Reshape', in: [`scale${scale}`, 'shape'], out: [`flat${scale}`] });
  }
  nodes.push({ op: 'Concat', in: ['flat0', 'flat1', 'flat2'], out: ['joined'] });
  nodes.push({ op: 'Transpose', in: ['joined'], out: [isDecoded ? 'raw' : 'out'] });
  if (isDecoded) {
    nodes.push(
      { op: 'Exp', in: ['raw'], out: ['sizes'] },
      { op: 'Add', in: ['raw', 'grid'], out: ['centres'] },
    );
    nodes.push({ op: 'Concat', in: ['centres', 'sizes', 'raw'], out: ['out'] });
  }
  return { nodes, weights };
}

/** Three convolutions whose outputs go through some arithmetic into the output. */
function scalesGraph(channels: readonly number[]): { nodes: NodeSketch[]; weights: WeightSketch[] } {
  const convolutions = channels.map((_, at) => ({ op: 'Conv', in: ['f', `w${at}`], out: [`c${at}`] }));
  const sums = channels.map((_, at) => ({ op: 'Mul', in: [`c${at}`, 'grid'], out: [`m${at}`] }));
  const join = { op: 'Concat', in: channels.map((_, at) => `m${at}`), out: ['out'] };
  const weights = channels.map((count, at) => ({ name: `w${at}`, dims: [count, 8, 1, 1] }));
  return { nodes: [...convolutions, ...sums, join], weights };
}

describe('the head of a detector', () => {
  it.each<[string, OnnxSketch, string]>([
    ['v8, fixed', net(image640, [1, 84, 8400]), 'v8 80 RGB 0..1'],
    ['v8 with 64-pixel strides', net([1, 3, 1280, 1280], [1, 9, 34_000]), 'v8 5 RGB 0..1'],
    ['v8, open', net(['b', 3, 'h', 'w'], ['b', 9, 'anchors']), 'v8 5 RGB 0..1'],
    ['v8 with more classes than boxes', net([1, 3, 64, 64], [1, 104, 84]), 'v8 100 RGB 0..1'],
    ['v5', net(image640, [1, 25_200, 85]), 'v5 80 RGB 0..1'],
    ['v5 with one class', net(image640, [1, 25_200, 6]), 'v5 1 RGB 0..1'],
    ['v5 of 480x640', net([1, 3, 480, 640], [1, 18_900, 7]), 'v5 2 RGB 0..1'],
    [
      'v5, all open',
      net(['b', 3, 'h', 'w'], ['b', 'n', 'm'], scalesGraph([255, 255, 255])),
      'v5 80 RGB 0..1',
    ],
    ['v8, all open', net(['b', 3, 'h', 'w'], ['b', 'n', 'm'], scalesGraph([7, 7, 7, 1])), 'v8 7 RGB 0..1'],
    ['end to end', net(image640, [1, 300, 6]), 'end-to-end 0 RGB 0..1'],
    ['end to end, open', net(['b', 3, 640, 640], ['b', 300, 6]), 'end-to-end 0 RGB 0..1'],
    ['YOLOX', net([1, 3, 416, 416], [1, 3549, 85], yoloxGraph(80, false)), 'yolox 80 BGR 0..255'],
    ['YOLOX, all open', net(['b', 3, 'h', 'w'], ['b', '', ''], yoloxGraph(3, false)), 'yolox 3 BGR 0..255'],
    ['YOLOX, decoded', net([1, 3, 416, 416], [1, 3549, 85], yoloxGraph(80, true)), 'v5 80 BGR 0..255'],
    [
      'one decoded box per cell, not YOLOX',
      net(image640, [1, 8400, 85], scalesGraph([4, 4, 4, 80, 80, 80])),
      'v5 80 RGB 0..1',
    ],
    [
      'raw outputs of the scales after the boxes',
      {
        ...net(image640, []),
        outputs: [
          { name: 'out', dims: [1, 25_200, 85] },
          { name: 'p3', dims: [1, 3, 80, 80, 85] },
        ],
      },
      'v5 80 RGB 0..1',
    ],
  ])('%s', (_, sketch, head) => {
    expect(headOf(sketch)).toBe(head);
  });

  it('is left to the first run where nothing tells it', () => {
    const open = net(['b', 3, 'h', 'w'], ['b', 'n', 'm']);
    expect(headOf(open, { task: 'detection' })).toBe('auto 0 RGB 0..1');
    expect(headOf({ ...open, metadata: { names: "['a', 'b']" } })).toBe('auto 2 RGB 0..1');
    expect(headOf(open, { head: 'v8', task: 'detect' })).toBe('v8 0 RGB 0..1');
    expect(headOf(net(image640, [1, 8400, 85]), { head: 'yolox' })).toBe('yolox 0 BGR 0..255');
  });
});

describe('settleHeads', () => {
  function settled(sketch: OnnxSketch, overrides: OnnxOverrides): string {
    const path = join(folder, 'open.onnx');
    writeFileSync(path, encodeOnnx(sketch));
    const network = settleHeads(networkFromOnnx(path, { task: 'detection', ...overrides }));
    return (network.tasks[0]?.decode as DecodeYoloStep).head;
  }

  it('tells a head that a network file leaves open from the weights', () => {
    const decoded = net([1, 3, 416, 416], [1, 3549, 85], yoloxGraph(80, true));
    expect(settled(decoded, { head: 'auto' })).toBe('v5');
    expect(settled(net([1, 3, 416, 416], [1, 3549, 85], yoloxGraph(80, false)), { head: 'auto' })).toBe(
      'yolox',
    );
  });

  it('leaves alone what is stated, what nothing tells, and what is not there', () => {
    expect(settled(net(image640, [1, 84, 8400]), { head: 'v5' })).toBe('v5');
    expect(settled(net(['b', 3, 'h', 'w'], ['b', 'n', 'm']), {})).toBe('auto');
    const network = networkFromOnnx(join(folder, 'open.onnx'), { task: 'detection' });
    rmSync(join(folder, 'open.onnx'));
    expect(settleHeads(network)).toEqual(network);
  });
});

describe('a detector', () => {
  it('takes names, size, licence and description from the metadata', () => {
    const path = join(folder, 'my net (v2).onnx');
    const metadata = {
      ...ultralytics,
      license: 'AGPL-3.0 License (https://x)',
      description: 'A  net\nof mine ',
    };
    writeFileSync(path, encodeOnnx(net(['b', 3, 'h', 'w'], ['b', 6, 'n'], { metadata })));
    const network = networkFromOnnx(path, {});
    expect(network).toMatchObject({
      name: 'my_net_v2_',
      licence: 'AGPL-3.0',
      description: 'A net of mine',
      origin: path,
    });
    expect(network.tasks[0]).toMatchObject({
      name: 'detections',
      resultKind: 'detections',
      labels: ['cat', 'dog'],
      model: { name: 'my_net_v2_', weights: { path }, inputWidth: 640, inputHeight: 320, numClasses: 2 },
      preprocess: [
        {
          op: 'letterbox',
          width: 640,
          height: 320,
          scaleUp: true,
          padValue: 114,
          placement: 'center',
          rounding: 'half-even',
        },
        { op: 'totensor', scale: true },
      ],
    });
  });

  it('gets thresholds, letterbox and values as the operator says', () => {
    const said = task(net(image640, [1, 84, 8400]), {
      conf: '0.4',
      iou: 0.6,
      color: 'bgr',
      mean: '103.53,116.28,123.675',
      std: [57.375, 57.12, 58.395],
      placement: 'top-left',
      labels: 'one, two,three',
    });
    expect(said).toMatchObject({
      colorFormat: 'BGR',
      labels: ['one', 'two', 'three'],
      preprocess: [
        { op: 'letterbox', placement: 'top-left', rounding: 'half-even' },
        { op: 'totensor', scale: false },
        { op: 'normalize', mean: [103.53, 116.28, 123.675], std: [57.375, 57.12, 58.395] },
      ],
      decode: { confThreshold: 0.4, nmsIouThreshold: 0.6 },
    });
    expect(task(net(image640, [1, 84, 8400]), { resize: 'stretch', scale: false }).preprocess).toEqual([
      { op: 'resize', size: { width: 640, height: 640 }, interpolation: 'bilinear', antialias: false },
      { op: 'totensor', scale: false },
    ]);
  });

  it('of any size is run at the size the operator says, else that of its export, else 640', () => {
    const open = net(['b', 3, 'h', 'w'], ['b', 6, 'n']);
    const sizes = [
      task(open),
      task({ ...open, metadata: ultralytics }),
      task({ ...open, metadata: ultralytics }, { size: 480 }),
      task(open, { size: '320x640' }),
      task(net(['b', 3, 416, 'w'], ['b', 6, 'n'])),
    ].map(({ model }) => [model.inputWidth, model.inputHeight]);
    expect(sizes).toEqual([
      [640, 640],
      [640, 320],
      [480, 480],
      [320, 640],
      [640, 416],
    ]);
  });

  it('takes the usual names of 80 classes, and the names of a file', () => {
    expect(task(net(image640, [1, 84, 8400])).labels[16]).toBe('dog');
    const labels = join(folder, 'own.names');
    writeFileSync(labels, 'x\ny\n');
    expect(task(net(image640, [1, 84, 8400]), { labels }).labels).toEqual(['x', 'y']);
  });
});

describe('a classifier', () => {
  const imagenet = net([1, 3, 224, 224], [1, 1000]);
  const crop = [
    { op: 'resize', size: { shorterSide: 256 }, interpolation: 'bilinear', antialias: true },
    { op: 'centercrop', width: 224, height: 224 },
  ];

  it('of 1000 classes is fed as ImageNet networks are', () => {
    expect(task(imagenet)).toMatchObject({
      name: 'classifications',
      colorFormat: 'RGB',
      preprocess: [
        ...crop,
        { op: 'totensor', scale: true },
        { op: 'normalize', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
      ],
      decode: { op: 'topk', k: 5, largest: true, sorted: true, softmax: 'auto' },
    });
    expect(task(imagenet).labels).toHaveLength(1000);
    const larger = task(net([1, 224, 224, 3], ['b', 1000, 1, 1])); // Channels last, and sizes of 1 behind.
    expect(larger).toMatchObject({
      resultKind: 'classifications',
      model: { inputLayout: 'NHWC', numClasses: 1000 },
    });
    expect(task(net([1, 3, 'h', 'w'], [1, 1000])).model).toMatchObject({ inputWidth: 224, inputHeight: 224 });
    expect(task(net([1, 3, 384, 384], [1, 1000])).preprocess[0]).toMatchObject({
      size: { shorterSide: 439 },
    });
  });

  it('gets no second softmax', () => {
    const nodes = [
      { op: 'Softmax', in: ['logits'], out: ['p'] },
      { op: 'Reshape', in: ['p', 'shape'], out: ['out'] },
    ];
    expect(task({ ...imagenet, nodes }).decode).toMatchObject({ softmax: false });
    expect(task({ ...imagenet, nodes }, { softmax: 'true' }).decode).toMatchObject({ softmax: true });
    expect(task(imagenet, { softmax: false }).decode).toMatchObject({ softmax: false });
  });

  it('is fed as the operator says', () => {
    expect(task(imagenet, { color: 'BGR', mean: '104,117,123' })).toMatchObject({
      colorFormat: 'BGR',
      preprocess: [
        ...crop,
        { op: 'totensor', scale: false },
        { op: 'normalize', mean: [104, 117, 123], std: [1] },
      ],
    });
    expect(task(imagenet, { mean: 0.5, std: '0.5' }).preprocess.slice(2)).toEqual([
      { op: 'totensor', scale: true },
      { op: 'normalize', mean: [0.5], std: [0.5] },
    ]);
    expect(task(imagenet, { mean: 0, std: '1/255', scale: false }).preprocess.slice(2)).toEqual([
      { op: 'totensor', scale: false },
      { op: 'normalize', mean: [0], std: [1 / 255] },
    ]);
    expect(task(imagenet, { scale: false }).preprocess.slice(2)).toEqual([{ op: 'totensor', scale: false }]);
    expect(task(imagenet, { resize: 'stretch' }).preprocess[0]).toEqual({
      op: 'resize',
      size: { width: 224, height: 224 },
      interpolation: 'bilinear',
      antialias: true,
    });
    expect(task(imagenet, { resize: 'letterbox' }).preprocess[0]).toMatchObject({ op: 'letterbox' });
  });

  it('of Ultralytics is fed its whole size and no mean', () => {
    const metadata = { ...ultralytics, task: 'classify', imgsz: '[224, 224]' };
    expect(task(net([1, 3, 224, 224], [1, 2], { metadata }))).toMatchObject({
      labels: ['cat', 'dog'],
      preprocess: [
        { op: 'resize', size: { shorterSide: 224 }, antialias: true },
        { op: 'centercrop' },
        { op: 'totensor', scale: true },
      ],
    });
  });

  it('of bytes or of grey pixels gets no mean of three colours', () => {
    const bytes = { ...imagenet, inputs: [{ name: 'x', elementType: 2, dims: [1, 3, 224, 224] }] };
    expect(task(bytes).preprocess.slice(2)).toEqual([{ op: 'totensor', scale: false }]);
    const grey = task(net([1, 1, 28, 28], [1, 10]), { task: 'classification' });
    expect(grey).toMatchObject({ colorFormat: 'GRAY', model: { inputChannels: 1 } });
    expect(grey.preprocess.slice(2)).toEqual([{ op: 'totensor', scale: true }]);
  });

  it('of other classes is known by as many names', () => {
    const three = net([1, 3, 32, 32], [1, 3]);
    expect(task(three, { labels: 'a,b,c' })).toMatchObject({
      resultKind: 'classifications',
      labels: ['a', 'b', 'c'],
    });
    expect(task({ ...three, metadata: { names: "['a', 'b', 'c']" } }).resultKind).toBe('classifications');
  });
});

describe('what a file cannot say', () => {
  it.each<[string, OnnxSketch, string, RegExp]>([
    [
      'numbers',
      net(image640, [1, 84]),
      'INVALID_NETWORK',
      /^Cannot tell the task of net\.onnx from its outputs out \[1,84\]: say --task classification or --task embedding if it is that, or write a network file\.$/,
    ],
    [
      'a table',
      net([1, 3, 24, 94], [1, 68, 18]),
      'INVALID_NETWORK',
      /say --task detection or --task keypoints or --task text if it is that/,
    ],
    ['classes or keypoints', net(image640, [1, 56, 8400]), 'INVALID_NETWORK', /say --task detection/],
    [
      'nothing known',
      { ...net(image640, []), outputs: [{ name: 'a' }, { name: 'b' }] },
      'INVALID_NETWORK',
      /outputs a \[of unknown shape\], b/,
    ],
    [
      'the values of a map',
      { ...net(image640, []), outputs: [{ name: 'map', dims: [1, 20, 512, 512] }] },
      'INVALID_NETWORK',
      /^Cannot tell what values net\.onnx wants for pixels: say --mean and --std, such as --mean 0\.485/,
    ],
    [
      'raw scales',
      { ...net(image640, []), outputs: ['a', 'b', 'c'].map((name) => ({ name, dims: [1, 255, 80, 80] })) },
      'INVALID_NETWORK',
      /Cannot tell the task/,
    ],
    [
      'a task of tomorrow',
      net(image640, [1, 56, 8400], { metadata: { ...ultralytics, task: 'dream' } }),
      'UNSUPPORTED',
      /\("dream"\) is not supported: say --task if it is one of detection, classification/,
    ],
    [
      'a classifier by its metadata',
      net(image640, [1, 84, 8400], { metadata: { ...ultralytics, task: 'classify' } }),
      'INVALID_NETWORK',
      /Expected an output with class scores, \[1,1000\] for one, in net\.onnx as its metadata says but it gives out \[1,84,8400\]/,
    ],
    [
      'sound',
      net([1, 16_000], [1, 1000]),
      'UNSUPPORTED',
      /Expected an image of 1 or 3 channels as input of net\.onnx but it takes images \[1,16000\]/,
    ],
    ['four channels', net([1, 4, 64, 64], [1, 1000]), 'UNSUPPORTED', /Expected an image of 1 or 3 channels/],
    [
      'two inputs',
      {
        ...net(image640, [1, 1000]),
        inputs: [
          { name: 'a', dims: image640 },
          { name: 'b', dims: image640 },
        ],
      },
      'UNSUPPORTED',
      /Expected one input for net\.onnx but it has 2/,
    ],
  ])('%s', (_, sketch, code, message) => {
    // prettier-ignore
    expect(() => task(sketch)).toThrow(refusal(code, message));
  });

  it.each<[OnnxOverrides, string, RegExp]>([
    [
      { task: 'dance' },
      'INVALID_ARGUMENT',
      /Expected one of detection, classification, .* for --task but received dance/,
    ],
    [{ task: 'segment' }, 'INVALID_NETWORK', /Expected an output with boxes and one with prototypes/],
    [{ task: 'poses' }, 'INVALID_ARGUMENT', /received poses \(did you mean pose\?\)/],
    [{ color: 'RBG' }, 'INVALID_ARGUMENT', /for --color but received RBG \(did you mean rgb\?\)/],
    [{ mean: '1,2' }, 'INVALID_ARGUMENT', /Expected 1 or 3 numbers .* for --mean but received 1,2/],
    [{ std: '0' }, 'INVALID_ARGUMENT', /for --std but received 0/],
    [{ std: 'x' }, 'INVALID_ARGUMENT', /for --std but received x/],
    [{ resize: 'leterbox' }, 'INVALID_ARGUMENT', /did you mean letterbox/],
    [{ size: '0' }, 'INVALID_ARGUMENT', /for --size but received 0/],
    [{ size: '320' }, 'INVALID_ARGUMENT', /Expected no --size, or --size 640x640, which the weights fix/],
    [{ head: 'v6' }, 'INVALID_ARGUMENT', /for --head but received v6/],
    [{ conf: 2 }, 'INVALID_ARGUMENT', /Expected a number from 0 to 1 for --conf but received 2/],
    [{ iou: 'half' }, 'INVALID_ARGUMENT', /for --iou but received half/],
    [{ placement: 'left' }, 'INVALID_ARGUMENT', /for --placement/],
    [{ softmax: 'maybe' }, 'INVALID_ARGUMENT', /for --softmax/],
    [{ labels: 'nowhere/labels.txt' }, 'INVALID_ARGUMENT', /Expected a label file for --labels/],
    [
      { labels: Array.from({ length: 81 }, String) },
      'INVALID_ARGUMENT',
      /Expected at most 80 names for --labels but received 81/,
    ],
    [
      { task: 'classification' },
      'INVALID_NETWORK',
      /for --task classification but it gives out \[1,84,8400\]/,
    ],
  ])('%j', (overrides, code, message) => {
    expect(() => task(net(image640, [1, 84, 8400]), overrides)).toThrow(refusal(code, message));
  });

  it('is a size that does not fit the stride', () => {
    const open = net(['b', 3, 'h', 'w'], ['b', 6, 'n'], { metadata: ultralytics });
    expect(() => task(open, { size: 500 })).toThrow(refusal('INVALID_ARGUMENT', /multiples of 32/));
  });
});

const resultKinds = [
  'detections', 'classifications', 'keypoints', 'segments', 'oriented-boxes', 'semantic', 'depth', 'embeddings', 'text',
]; // prettier-ignore

it('any shapes and metadata give a network or a refusal', () => {
  const dim = fc.oneof(
    fc.integer({ min: -1, max: 9000 }),
    fc.constantFrom('b', 6, 85, 3, 1, 1000, 8400, 640),
  );
  const dims = fc.array(dim, { maxLength: 5 });
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'detect',
      'classify',
      'segment',
      'pose',
      'obb',
      '[640]',
      '[17, 3]',
      "{0: 'a'}",
      '32',
      'True',
      '{}',
    ),
  );
  const metadata = fc.dictionary(
    fc.constantFrom('task', 'names', 'imgsz', 'stride', 'end2end', 'license', 'kpt_shape'),
    value,
  );
  const outputs = fc.array(fc.record({ name: fc.string({ maxLength: 5 }), dims }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(fc.oneof(dims, fc.constant([...image640])), outputs, metadata, (input, out, meta) => {
      let outcome: string;
      try {
        outcome = task({ inputs: [{ name: 'x', dims: input }], outputs: out, metadata: meta }).resultKind;
      } catch (error) {
        outcome = FarsightError.is(error) ? error.code : String(error);
      }
      expect([...resultKinds, 'INVALID_NETWORK', 'UNSUPPORTED']).toContain(outcome);
    }),
    { numRuns: 500 },
  );
});

const models = fileURLToPath(new URL('../../../../../../shared/testdata/models/', import.meta.url));

describe.skipIf(!existsSync(models))('real weights (skipped without ../shared/testdata)', () => {
  const squeezenet = { color: 'BGR', mean: '104,117,123', std: '1,1,1' };
  it.each<[string, OnnxOverrides, object]>([
    [
      'yolox_nano',
      {},
      { colorFormat: 'BGR', model: { inputWidth: 416, numClasses: 80 }, decode: { head: 'yolox' } },
    ],
    [
      'yolov5n_fp16',
      {},
      { colorFormat: 'RGB', model: { inputWidth: 640, numClasses: 80 }, decode: { head: 'v5' } },
    ],
    ['yolov8n_int8', {}, { model: { inputWidth: 320, numClasses: 80 }, decode: { head: 'v8' } }],
    ['yolov8n_fp32dq_640', {}, { model: { inputWidth: 640, numClasses: 80 }, decode: { head: 'v8' } }],
    ['yolov10n_int8', {}, { model: { inputWidth: 640 }, decode: { head: 'end-to-end' } }],
    ['squeezenet_fp16', squeezenet, { colorFormat: 'BGR', decode: { op: 'topk', softmax: false } }],
    ['mobilenet_v2_int8', {}, { colorFormat: 'RGB', decode: { op: 'topk', softmax: 'auto' } }],
  ])('%s', (name, overrides, expected) => {
    const [found] = networkFromOnnx(`${models}${name}.onnx`, overrides).tasks;
    expect(found).toMatchObject(expected);
    expect(['person', 'tench, Tinca tinca']).toContain(found?.labels[0]);
  });

  const halves = { mean: '127.5', std: '127.5' };
  const plates = { task: 'text', labels: '-', color: 'BGR', mean: '127.5', std: '128' };
  it.each<[string, OnnxOverrides, object]>([
    ['yolov8n-seg_int8', {}, { decode: { op: 'decodeyoloseg' }, model: { inputWidth: 320, numClasses: 80 } }],
    ['yolov8n-seg_fp32dq_640', {}, { resultKind: 'segments', model: { inputWidth: 640, numClasses: 80 } }],
    ['yolo11n-pose_fp32dq_640', {}, { decode: { op: 'decodeyolopose', keypoints: 17 }, labels: ['person'] }],
    [
      'retinaface_mnet025_640',
      {},
      { decode: { op: 'decode-retinaface' }, colorFormat: 'BGR', labels: ['face'] },
    ],
    [
      'ssd_mobilenet_v1_075_coco',
      {},
      {
        decode: { op: 'decode-ssd-mobilenet' },
        preprocess: [{ op: 'totensor', scale: false }],
        model: { inputWidth: 0 },
      },
    ],
    [
      'deeplabv3_mnv2_dm05_voc_257',
      { ...halves },
      { resultKind: 'semantic', model: { inputLayout: 'NHWC', numClasses: 21 } },
    ],
    [
      'espnet_p2q8_cityscapes_512x1024',
      { ...halves, color: 'BGR' },
      { model: { numClasses: 20, inputWidth: 1024 } },
    ],
    [
      'mobilefacenet',
      { ...halves, task: 'embedding' },
      { decode: { op: 'embedding' }, model: { inputWidth: 112 } },
    ],
    ['lprnet_cn_24x94', plates, { decode: { op: 'ctc', blank: 0 }, model: { numClasses: 68 } }],
  ])('%s, of another task', (name, overrides, expected) => {
    expect(networkFromOnnx(`${models}${name}.onnx`, overrides).tasks[0]).toMatchObject(expected);
  });

  it('reads the characters of plates from one line', () => {
    const labels = `${models}../annotations/lprnet_cn.chars`;
    const [plate] = networkFromOnnx(`${models}lprnet_cn_24x94.onnx`, { ...plates, labels }).tasks;
    expect(plate).toMatchObject({ decode: { op: 'ctc', blank: 67 }, resultKind: 'text' });
    expect(plate?.labels).toHaveLength(68);
  });

  it.each([
    ['deeplabv3_mnv2_dm05_voc_257', /Cannot tell what values .* --mean 127\.5/],
    ['lprnet_cn_24x94', /--task text/],
    ['mobilefacenet', /--task classification or --task embedding/],
    ['broken/external_data_missing', /its weights beside it but there is none/],
    ['broken/html_page_named', /web page/],
  ])('%s is refused', (name, message) => {
    expect(() => networkFromOnnx(`${models}${name}.onnx`, {})).toThrow(message);
  });
});
