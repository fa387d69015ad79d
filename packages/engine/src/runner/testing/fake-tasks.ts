import type { PixelFrame } from '@farsight/protocol';
import type { FakeWeights } from '../../backends/testing/fake-backend.js';
import { FakeBackend } from '../../backends/testing/fake-backend.js';
import { boxSelection } from '../../decoders/testing/box-selection.js';
import type { DecodeYoloStep, NetworkDefinition, RegionInput, TaskDefinition } from '../../definition.js';

/** Where the fakes' weights are said to be. */
const paths = { finder: '/somewhere/finder.onnx', namer: '/somewhere/namer.onnx' };

/** A backend with a finder of boxes and a namer of crops. */
export function fakeBackend(finder: FakeWeights, namer: FakeWeights): FakeBackend {
  return new FakeBackend({ [paths.finder]: finder, [paths.namer]: namer });
}

/** A box as a finder finds it: x1, y1, x2, y2 in pixels of its 8x8 input, score, class (0 or 1). */
export type FakeBox = readonly [number, number, number, number, number, number];

/** Weights that find the same boxes in every picture. */
export function finderWeights(boxes: () => readonly FakeBox[]): FakeWeights {
  return {
    inputs: [{ name: 'x', type: 'float32', dims: [1, 3, 8, 8] }],
    outputs: [{ name: 'y', type: 'float32', dims: [1, 6, null] }],
    run: () => {
      const found = boxes();
      const columns = found.map(([x1, y1, x2, y2, score, classId]) => [
        (x1 + x2) / 2,
        (y1 + y2) / 2,
        x2 - x1,
        y2 - y1,
        classId === 0 ? score : 0,
        classId === 1 ? score : 0,
      ]);
      const data = Float32Array.from(
        [0, 1, 2, 3, 4, 5].flatMap((row) => columns.map((values) => values[row] ?? 0)),
      );
      return [{ type: 'float32', dims: [1, 6, found.length], data }];
    },
  };
}

/** Weights that answer with the first pixel of each channel of each row: three classes. Records the shapes it ran. */
export function namerWeights(rows: number | null, shapes: (readonly number[])[] = []): FakeWeights {
  return {
    inputs: [{ name: 'x', type: 'float32', dims: [rows, 3, 2, 2] }],
    outputs: [{ name: 'y', type: 'float32', dims: [rows, 3] }],
    run: ([input]) => {
      const [count = 0] = input?.dims ?? [];
      shapes.push(input?.dims ?? []);
      const data = Float32Array.from({ length: 3 * count }, (_, i) => Number(input?.data[4 * i]));
      return [{ type: 'float32', dims: [count, 3], data }];
    },
  };
}

const decodeYolo: DecodeYoloStep = {
  op: 'decodeyolo',
  head: 'v8',
  ...boxSelection,
  nmsIouThreshold: 0.99,
  nmsTopK: 30_000,
};

/** A task that finds boxes in pictures resized to 8x8. */
export function finderTask(changes: Partial<TaskDefinition> = {}): TaskDefinition {
  return {
    name: 'find',
    model: model(paths.finder, 8, 2),
    colorFormat: 'RGB',
    preprocess: [resize(8), { op: 'totensor', scale: false }],
    input: { processing: [] },
    decode: decodeYolo,
    refine: [],
    finish: [],
    labels: [],
    resultKind: 'detections',
    ...changes,
  };
}

/** A task that names each box by its first pixel's strongest colour, with the level as its score. */
export function namerTask(
  region: Partial<RegionInput> = {},
  changes: Partial<TaskDefinition> = {},
): TaskDefinition {
  return {
    ...finderTask(),
    name: 'name',
    model: model(paths.namer, 2, 3),
    preprocess: [resize(2), { op: 'totensor', scale: false }],
    input: { processing: [], region: regionOf(region) },
    decode: { op: 'topk', k: 1, largest: true, sorted: true, softmax: false },
    resultKind: 'classifications',
    ...changes,
  };
}

export function regionOf(changes: Partial<RegionInput> = {}): RegionInput {
  return { where: 'find', which: 'none', margin: 0, classFilter: [], processing: [], ...changes };
}

export function networkOf(...tasks: TaskDefinition[]): NetworkDefinition {
  return { name: 'net', description: '', licence: '', origin: '', tasks };
}

/** A frame whose red level tells the column and whose green level the row, both times 10. Counts its disposals. */
export function gridFrame(width = 8, height = 8): PixelFrame & { disposed: number } {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([10 * x, 10 * y, 1], 3 * (y * width + x));
  }
  return {
    width,
    height,
    format: 'rgb24',
    strideBytes: 3 * width,
    data,
    disposed: 0,
    [Symbol.dispose]() {
      this.disposed++;
    },
  };
}

function model(path: string, size: number, numClasses: number): TaskDefinition['model'] {
  return {
    name: path,
    weights: { path },
    inputLayout: 'NCHW',
    inputWidth: size,
    inputHeight: size,
    inputChannels: 3,
    numClasses,
  };
}

function resize(size: number): TaskDefinition['preprocess'][number] {
  return { op: 'resize', size: { width: size, height: size }, interpolation: 'nearest', antialias: false };
}
