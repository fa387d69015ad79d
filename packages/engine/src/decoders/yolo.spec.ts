import type { Detections, RunOptions } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { DecodeYoloStep } from '../definition.js';
import { halfFromFloat } from '../kernels/half-float.js';
import type { Geometry } from '../kernels/placement.js';
import { boxSelection, plainGeometry } from './testing/box-selection.js';
import { yoloDecoder } from './yolo.js';

const step: DecodeYoloStep = { op: 'decodeyolo', head: 'auto', ...boxSelection };

/** 64 x 64 pixels: 64 + 16 + 4 cells at strides 8, 16, 32. */
const context = { inputWidth: 64, inputHeight: 64, numClasses: 3 };
const cells = 84;
/** The input is the source. */
const plain = plainGeometry(64);

interface Row {
  /** Index of the box in the output. */
  readonly at: number;
  readonly box: readonly [number, number, number, number];
  readonly objectness?: number;
  readonly classes: readonly number[];
}

const rows: readonly Row[] = [
  { at: 3, box: [20, 20, 10, 20], objectness: 1, classes: [0.1, 0.9, 0.6] },
  // Overlaps the first by IoU 0.82, in the same class.
  { at: 5, box: [21, 20, 10, 20], objectness: 1, classes: [0, 0.8, 0] },
  { at: 80, box: [40, 40, 8, 8], objectness: 0.5, classes: [0.75, 0, 0] },
  { at: 81, box: [40, 10, 8, 8], objectness: 1, classes: [0.2, 0.1, 0.2] },
];

function tensor(dims: readonly number[]): { type: 'float32'; dims: readonly number[]; data: Float32Array } {
  return { type: 'float32', dims, data: new Float32Array(dims.reduce((a, b) => a * b)) };
}

/** `[1,N,5+C]`. */
function v5Output(count: number, from: readonly Row[] = rows): Tensor {
  const output = tensor([1, count, 8]);
  for (const { at, box, objectness = 1, classes } of from) {
    output.data.set([...box, objectness, ...classes], 8 * at);
  }
  return output;
}

/** `[1,4+C,N]`. */
function v8Output(count: number, from: readonly Row[] = rows): Tensor {
  const output = tensor([1, 7, count]);
  for (const { at, box, objectness = 1, classes } of from) {
    const column = [...box, ...classes.map((score) => score * objectness)];
    column.forEach((value, row) => (output.data[row * count + at] = value));
  }
  return output;
}

function decode(
  output: Tensor,
  values: Partial<DecodeYoloStep> = {},
  options: RunOptions = {},
  geometry: Geometry = plain,
): Detections {
  return yoloDecoder({ ...step, ...values }, context).decode([output], geometry, options) as Detections;
}

function boxesOf({ boxes, count }: Detections): number[][] {
  return Array.from({ length: count }, (_, i) => [...boxes.subarray(4 * i, 4 * i + 4)]);
}

const found = {
  kind: 'detections',
  count: 2,
  boxes: Float32Array.of(15, 10, 25, 30, 36, 36, 44, 44),
  scores: Float32Array.of(0.9, 0.375),
  classIds: Int32Array.of(1, 0),
};

describe('heads', () => {
  it('reads v5: objectness times class', () => {
    expect(decode(v5Output(3 * cells))).toEqual(found);
  });

  it('reads v8: classes in rows', () => {
    expect(decode(v8Output(cells))).toEqual(found);
  });

  it('reads halves', () => {
    const { dims, data } = v5Output(3 * cells);
    const halves = Uint16Array.from(data as Float32Array, halfFromFloat);
    const { scores, boxes } = decode({ type: 'float16', dims, data: halves });
    expect([...boxes]).toEqual([...found.boxes]);
    expect(scores[0]).toBeCloseTo(0.9, 3);
  });

  it('reads YOLOX before its decoding: cells, strides and exponentials', () => {
    const output = v5Output(cells, [
      // Column 2, row 1 at stride 8; column 3, row 2 at stride 16; the last cell at stride 32.
      { at: 10, box: [0.5, 0.25, Math.log(2), Math.log(1)], classes: [0.9, 0, 0] },
      { at: 64 + 11, box: [0, 0, 0, 0], classes: [0, 0.8, 0] },
      { at: 83, box: [0.5, 0.5, 0, 0], classes: [0, 0, 0.7] },
    ]);
    expect(boxesOf(decode(output))).toEqual([
      [12, 6, 28, 14],
      [40, 24, 56, 40],
      [32, 32, 64, 64],
    ]);
  });

  it('reads v8 transposed, told by the number of classes', () => {
    const columns = v8Output(cells);
    const output = tensor([1, cells, 7]);
    output.data.forEach((_, i) => {
      output.data[i] = (columns.data as Float32Array)[(i % 7) * cells + Math.floor(i / 7)]!;
    });
    expect(decode(output)).toEqual(found);
    expect(decode(output, { head: 'v8' })).toEqual(found);
    expect([...decode(output, { multiLabel: true }).classIds]).toEqual([1, 2, 0]);
  });

  it('reads YOLOX with a scale of stride 64', () => {
    const output = v5Output(85, [{ at: 84, box: [0.5, 0.5, -1, -1], classes: [0, 0, 0.7] }]);
    const [box = []] = boxesOf(decode(output));
    const half = 32 / Math.E;
    expect(box.map(Math.round)).toEqual([32 - half, 32 - half, 32 + half, 32 + half].map(Math.round));
  });

  it('reads end-to-end rows, unsuppressed, best first', () => {
    const output = tensor([1, 5, 6]);
    output.data.set([1, 2, 30, 40, 0.3, 2]);
    output.data.set([1, 2, 30, 40, 0.9, 2], 6);
    output.data.set([5, 5, 6, 6, 0.2, 1], 12);
    const result = decode(output);
    expect(boxesOf(result)).toEqual([
      [1, 2, 30, 40],
      [1, 2, 30, 40],
    ]);
    expect([...result.scores]).toEqual([...Float32Array.of(0.9, 0.3)]);
    expect([...result.classIds]).toEqual([2, 2]);
  });

  it('believes the file more than the shape', () => {
    // YOLOX exported with its decoding inside has as many rows as one without.
    expect(decode(v5Output(cells), { head: 'v5' })).toEqual(found);
  });

  it('takes the output that has rows and columns', () => {
    const decoder = yoloDecoder(step, context);
    expect(decoder.decode([tensor([1, 4, 8, 8]), v8Output(cells)], plain, {})).toEqual(found);
  });

  it.each<[string, Tensor, Partial<DecodeYoloStep>, RegExp]>([
    ['scores of a classifier', tensor([1, 1000]), {}, /1 x rows x columns .* gives 1x1000/],
    [
      'masks beside the boxes',
      tensor([1, 4 + 3 + 32, cells]),
      {},
      /Expected 3 classes .* 39x84 outputs have 35/,
    ],
    ['other classes', tensor([1, 3 * cells, 85]), {}, /Expected 3 classes for a v5 head .* have 80/],
    [
      'a grid of another size',
      v5Output(100),
      { head: 'yolox' },
      /Expected 84 rows for a yolox head at 64x64/,
    ],
    ['rows too short', tensor([1, 300, 7]), { head: 'end-to-end' }, /rows of 6 values .* 300x7/],
    ['boxes alone', tensor([1, 4, cells]), { head: 'v8' }, /Expected boxes and class scores .* 4x84/],
  ])('refuses %s', (_name, output, values, message) => {
    expect(() => decode(output, values)).toThrow(message);
  });
});

describe('box formats', () => {
  it.each<[DecodeYoloStep['boxFormat'], Row['box']]>([
    ['xyxy', [15, 10, 25, 30]],
    ['xywh', [20, 20, 10, 20]],
    ['ltwh', [15, 10, 10, 20]],
  ])('%s', (boxFormat, box) => {
    const output = v8Output(cells, [{ at: 0, box, classes: [0.5, 0, 0] }]);
    expect(boxesOf(decode(output, { boxFormat }))).toEqual([[15, 10, 25, 30]]);
  });

  it('scales coordinates from 0 to 1', () => {
    const output = v8Output(cells, [{ at: 0, box: [0.5, 0.5, 0.25, 0.5], classes: [0.5, 0, 0] }]);
    expect(boxesOf(decode(output, { normalizedCoord: true }))).toEqual([[24, 16, 40, 48]]);
  });

  it('maps to the source and clips to it', () => {
    const geometry = { scaleX: 0.5, scaleY: 0.5, offsetX: 0, offsetY: 8, sourceWidth: 128, sourceHeight: 96 };
    const output = v8Output(cells, [
      { at: 0, box: [10, 20, 8, 8], classes: [0.9, 0, 0] },
      { at: 1, box: [60, 56, 20, 20], classes: [0.8, 0, 0] },
    ]);
    expect(boxesOf(decode(output, {}, {}, geometry))).toEqual([
      [12, 16, 28, 32],
      [100, 76, 128, 96],
    ]);
  });
});

describe('options', () => {
  it('takes thresholds of the request instead of the file', () => {
    expect(decode(v8Output(cells), {}, { scoreThreshold: 0.15 }).count).toBe(3);
    expect(decode(v8Output(cells), {}, { scoreThreshold: 0.5 }).count).toBe(1);
    expect(decode(v8Output(cells), {}, { iouThreshold: 0.9 }).count).toBe(3);
    expect(decode(v8Output(cells), {}, { maxResults: 1 }).count).toBe(1);
    expect(decode(v8Output(cells), { nmsTopK: 1 }).count).toBe(1);
  });

  it('wants scores above the threshold, not at it', () => {
    const output = v8Output(cells, [{ at: 0, box: [9, 9, 2, 2], classes: [0.5, 0, 0] }]);
    expect(decode(output, { confThreshold: 0.5 }).count).toBe(0);
    expect(decode(output, { confThreshold: 0.49 }).count).toBe(1);
  });

  it('filters by the best class', () => {
    expect([...decode(v8Output(cells), { classFilter: [1] }).classIds]).toEqual([1]);
    expect([...decode(v8Output(cells), { classExclude: [1] }).classIds]).toEqual([0]);
    // Box 3 has 0.6 in class 2, but its best is class 1.
    expect(decode(v8Output(cells), { classFilter: [2] }).count).toBe(0);
  });

  it('counts a box for all its classes if told to', () => {
    const both = [
      decode(v8Output(cells), { multiLabel: true }),
      decode(v5Output(3 * cells), { multiLabel: true }),
    ];
    for (const { classIds, scores } of both) {
      expect([...classIds]).toEqual([1, 2, 0]);
      expect([...scores]).toEqual([...Float32Array.of(0.9, 0.6, 0.375)]);
    }
    expect(decode(v8Output(cells), { multiLabel: true, nmsClassAgnostic: true }).count).toBe(2);
  });
});

describe('strange values', () => {
  it.each([NaN, Infinity, -Infinity])('leaves out boxes and scores that are %d', (strange) => {
    const strangeRows: Row[] = [
      { at: 0, box: [9, 9, 2, 2], classes: [strange, 0, 0] },
      { at: 1, box: [strange, 9, 2, 2], classes: [0.9, 0, 0] },
      { at: 2, box: [9, 9, 2, 2], classes: [0, 0.5, 0] },
    ];
    for (const output of [v8Output(cells, strangeRows), v5Output(3 * cells, strangeRows)]) {
      expect([...decode(output).classIds]).toEqual([1]);
    }
  });

  it('keeps nothing of the frame before', () => {
    const decoder = yoloDecoder(step, context);
    expect(decoder.decode([v8Output(cells)], plain, {})).toEqual(found);
    expect(decoder.decode([v8Output(cells, [])], plain, {})).toMatchObject({ count: 0 });
    expect(decoder.decode([v8Output(cells)], plain, {})).toEqual(found);
  });

  it('holds its promises for any values at all', () => {
    const length = 7 * cells;
    const values = fc.float32Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(values, fc.boolean(), (data, multiLabel) => {
        const { count, boxes, scores, classIds } = decode(
          { type: 'float32', dims: [1, 7, cells], data },
          { multiLabel },
        );
        expect([boxes.length, scores.length, classIds.length]).toEqual([4 * count, count, count]);
        expect(boxes.every((value) => value >= 0 && value <= 64)).toBe(true);
        expect(scores.every((score, i) => score > 0.25 && score <= (scores[i - 1] ?? Infinity))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
