import type { Detections } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { DecodeYoloStep } from '../definition.js';
import { boxSelection, plainGeometry } from './testing/box-selection.js';
import { type FloatTensor, floatTensor } from './testing/head-tensor.js';
import { yoloDecoder } from './yolo.js';

const context = { inputWidth: 64, inputHeight: 32, numClasses: 2 };
const geometry = { ...plainGeometry(64), sourceHeight: 32 };
const step: DecodeYoloStep = { op: 'decodeyolo', head: 'auto', ...boxSelection };
const anchors = [
  [8, 4, 10, 6, 16, 8],
  [20, 16, 24, 12, 30, 20],
  [40, 20, 50, 30, 64, 32],
];
/** Columns and rows at strides 8, 16 and 32. */
const grids = [
  [8, 4],
  [4, 2],
  [2, 1],
] as const;
/** Of no box: the sigmoid of it is 4.5e-5. */
const nothing = -10;

function decode(
  outputs: readonly Tensor[],
  values: Partial<DecodeYoloStep> = {},
  known = context,
): Detections {
  return yoloDecoder({ ...step, ...values }, known).decode(outputs, geometry, {}) as Detections;
}

function rounded(values: Float32Array): number[] {
  return Array.from(values, (value) => Math.round(value * 100) / 100);
}

const logit = (score: number): number => Math.log(score / (1 - score));

/** Two boxes: anchor 1 at column 3, row 2 of stride 8; anchor 2 at column 1, row 0 of stride 32. */
const anchored = [
  { scale: 0, anchor: 1, column: 3, row: 2, values: [0, 0, 0, 0, logit(0.9), logit(0.2), logit(0.8)] },
  { scale: 2, anchor: 2, column: 1, row: 0, values: [logit(0.25), 0, logit(0.25), logit(0.25), logit(0.5), logit(0.9), nothing] },
]; // prettier-ignore
const anchoredBoxes = [
  // Centre (3.5, 2.5) * 8, the anchor's own size.
  ...[28 - 5, 20 - 3, 28 + 5, 20 + 3],
  // Centre (2 * 0.25 - 0.5 + 1, 0.5) * 32, a quarter of the anchor's size.
  ...[32 - 8, 16 - 4, 32 + 8, 16 + 4],
];

type Layout = 'channels first' | 'channels last' | 'five dimensions';

/** Outputs of a head with three anchors, 7 values each. */
function anchoredOutputs(layout: Layout, activation = (value: number): number => value): FloatTensor[] {
  return grids.map(([width, height], scale) => {
    const dims = {
      'channels first': [1, 21, height, width],
      'channels last': [1, height, width, 21],
      'five dimensions': [1, 3, height, width, 7],
    }[layout];
    const tensor = floatTensor(dims);
    tensor.data.fill(activation(nothing));
    for (const { anchor, column, row, values } of anchored.filter((box) => box.scale === scale)) {
      const cell = row * width + column;
      values.forEach((value, k) => {
        const at = {
          'channels first': (7 * anchor + k) * width * height + cell,
          'channels last': 21 * cell + 7 * anchor + k,
          'five dimensions': 7 * (anchor * width * height + cell) + k,
        }[layout];
        tensor.data[at] = activation(value);
      });
    }
    return tensor;
  });
}

describe('raw heads with anchors', () => {
  it.each<Layout>(['channels first', 'channels last', 'five dimensions'])('are read %s', (layout) => {
    const result = decode(anchoredOutputs(layout), { anchors });
    expect(rounded(result.boxes)).toEqual(anchoredBoxes);
    expect(rounded(result.scores)).toEqual([0.72, 0.45]);
    expect([...result.classIds]).toEqual([1, 0]);
  });

  it('are read in any order, and after their sigmoid', () => {
    const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
    const outputs = anchoredOutputs('channels first', sigmoid).reverse();
    expect(rounded(decode(outputs, { anchors }).boxes)).toEqual(anchoredBoxes);
  });

  it('are read at the strides that the step names, for all classes if it says so', () => {
    const outputs = anchoredOutputs('channels first').slice(0, 1);
    const result = decode(outputs, {
      head: 'raw',
      anchors: anchors.slice(0, 1),
      strides: [8],
      multiLabel: true,
      confThreshold: 0.1,
    });
    expect([...result.classIds]).toEqual([1, 0]);
    expect(rounded(result.scores)).toEqual([0.72, 0.18]);
  });

  it.each<[string, readonly Tensor[], Partial<DecodeYoloStep>, RegExp]>([
    ['anchors that are missing', anchoredOutputs('channels first'), {}, /Expected anchors for a raw head/],
    [
      'scales that are missing',
      anchoredOutputs('channels first').slice(1),
      { anchors },
      /3 boxes for each of 8x4 cells, at stride 8/,
    ],
    [
      'other classes',
      grids.map(([w, h]) => floatTensor([1, 24, h, w])),
      { anchors },
      /Expected 7 values for each anchor .* gives 8/,
    ],
    [
      'other channels',
      grids.map(([w, h]) => floatTensor([1, 23, h, w])),
      {},
      /four distributions and 2 class scores .* gives 23/,
    ],
  ])('refuse %s', (_name, outputs, values, message) => {
    expect(() => decode(outputs, values)).toThrow(message);
  });
});

/** Outputs of a head with `bins` per side and two classes: one box at column 2, row 1 of stride 16. */
function distanceOutputs(bins: number): FloatTensor[] {
  return grids.map(([width, height], scale) => {
    const cells = width * height;
    const tensor = floatTensor([1, 4 * bins + 2, height, width]);
    tensor.data.fill(nothing, 4 * bins * cells);
    if (scale !== 1) return tensor;
    const cell = width + 2;
    [1, 0.5, 1.5, 0.25].forEach((distance, side) => {
      const first = side * bins;
      if (bins === 1) tensor.data[first * cells + cell] = distance;
      // All weight on the two bins around the distance.
      else
        for (let k = 0; k < bins; k++) {
          const weight = Math.max(0, 1 - Math.abs(k - distance));
          tensor.data[(first + k) * cells + cell] = weight > 0 ? Math.log(weight) : -50;
        }
    });
    tensor.data[(4 * bins + 1) * cells + cell] = logit(0.75);
    return tensor;
  });
}

describe('raw heads with distances', () => {
  it.each([16, 8, 1])('are read with %d bins', (bins) => {
    const result = decode(distanceOutputs(bins));
    // Centre (2.5, 1.5) * 16.
    expect(rounded(result.boxes)).toEqual([40 - 16, 24 - 8, 40 + 24, 24 + 4]);
    expect(rounded(result.scores)).toEqual([0.75]);
    expect([...result.classIds]).toEqual([1]);
  });

  it('are read with classes that no file gives', () => {
    expect([...decode(distanceOutputs(16), {}, { ...context, numClasses: 0 }).classIds]).toEqual([1]);
  });

  it('hold their promises for any values at all', () => {
    const values = fc.float32Array({ minLength: 6 * 32, maxLength: 6 * 32 });
    fc.assert(
      fc.property(values, (data) => {
        const outputs = distanceOutputs(1).map((tensor) => ({
          ...tensor,
          data: data.subarray(0, tensor.data.length),
        }));
        const { boxes, count, scores } = decode(outputs);
        expect([boxes.length, scores.length]).toEqual([4 * count, count]);
        expect(boxes.every((value) => value >= 0 && value <= 64)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
