import type { Segments } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { DecodeYoloSegStep } from '../definition.js';
import { boxSelection, plainGeometry } from './testing/box-selection.js';
import { floatTensor, rowsTensor, transposed } from './testing/head-tensor.js';
import { yoloSegDecoder } from './yolo-seg.js';

const context = { inputWidth: 64, inputHeight: 64, numClasses: 2 };
const cells = 84;
const step: DecodeYoloSegStep = { op: 'decodeyoloseg', ...boxSelection };

/** Two prototypes of 16 x 16 cells: one all 9; one 9 in the left half, -9 in the right. */
function prototypes(): Tensor {
  const tensor = floatTensor([1, 2, 16, 16]);
  tensor.data.fill(9, 0, 256);
  for (let i = 256; i < 512; i++) tensor.data[i] = i % 16 < 8 ? 9 : -9;
  return tensor;
}

const rows = [
  // The whole box; the left half of another; nothing of a third.
  { at: 3, values: [20, 20, 10, 20, 0.9, 0, 1, 0] },
  { at: 4, values: [32, 50, 8, 2, 0, 0.8, 0, 1] },
  { at: 5, values: [8, 50, 4, 4, 0.7, 0, -1, 0] },
];

function decode(outputs: readonly Tensor[], size = 64): Segments {
  return yoloSegDecoder(step, context).decode(outputs, plainGeometry(size), {}) as Segments;
}

/** x, y of the first pixel, and how many there are. */
function summary(mask: Uint32Array): number[] {
  const marked = mask.reduce((sum, length, i) => sum + (i % 2) * length, 0);
  const first = marked > 0 ? mask[0]! : 0;
  return [Math.floor(first / 64), first % 64, marked];
}

describe('decodeyoloseg', () => {
  const head = rowsTensor(cells, 8, rows);

  it('cuts masks out of the prototypes', () => {
    const result = decode([transposed(head), prototypes()]);
    expect(result).toMatchObject({ kind: 'segments', count: 3, width: 64, height: 64 });
    expect([...result.classIds]).toEqual([0, 1, 0]);
    expect(result.masks.map(summary)).toEqual([
      [15, 10, 200],
      [28, 49, 8],
      [0, 0, 0],
    ]);
    expect(result.masks.map((mask) => mask.reduce((a, b) => a + b))).toEqual([4096, 4096, 4096]);
  });

  it('reads the transpose, outputs in the other order, v5 and end-to-end rows', () => {
    const expected = decode([transposed(head), prototypes()]);
    expect(decode([prototypes(), head])).toEqual(expected);
    const v5 = rows.map(({ at, values }) => ({ at, values: [...values.slice(0, 4), 1, ...values.slice(4)] }));
    expect(decode([rowsTensor(3 * cells, 9, v5), prototypes()])).toEqual(expected);
    const best = [
      { at: 0, values: [15, 10, 25, 30, 0.9, 0, 1, 0] },
      { at: 1, values: [28, 49, 36, 51, 0.8, 1, 0, 1] },
      { at: 2, values: [6, 48, 10, 52, 0.7, 0, -1, 0] },
    ];
    expect(decode([rowsTensor(30, 8, best), prototypes()])).toEqual(expected);
  });

  it('finds nothing in nothing, and an empty mask in a box of no area', () => {
    expect(decode([transposed(rowsTensor(cells, 8, [])), prototypes()])).toMatchObject({
      count: 0,
      masks: [],
    });
    const flat = rowsTensor(cells, 8, [{ at: 0, values: [9, 9, 0, 4, 0.9, 0, 1, 0] }]);
    expect(decode([transposed(flat), prototypes()]).masks).toEqual([Uint32Array.of(4096)]);
    const tiny = yoloSegDecoder(step, context);
    const geometry = { ...plainGeometry(1), scaleX: 64, scaleY: 64 };
    expect(tiny.decode([transposed(head), prototypes()], geometry, {})).toMatchObject({
      width: 1,
      height: 1,
    });
  });

  it.each<[string, readonly Tensor[], RegExp]>([
    ['no prototypes', [transposed(head)], /Expected prototypes of 1 x coefficients .* gives 1x8x84/],
    ['no boxes', [prototypes()], /1 x rows x columns for decodeyoloseg .* gives 1x2x16x16/],
    [
      'coefficients that do not fit',
      [floatTensor([1, 38, cells]), prototypes()],
      /Expected 2 classes .* have 32/,
    ],
  ])('refuses %s', (_name, outputs, message) => {
    expect(() => decode(outputs)).toThrow(message);
  });

  it('refuses inputs of any size', () => {
    const open = { ...context, inputWidth: 0, inputHeight: 0 };
    expect(() => yoloSegDecoder(step, open)).toThrow(/input of fixed size for decodeyoloseg/);
  });

  it('holds its promises for any values at all', () => {
    const values = fc.float32Array({ minLength: 8 * cells, maxLength: 8 * cells });
    const maps = fc.float32Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(values, maps, (data, map) => {
        const outputs: Tensor[] = [
          { type: 'float32', dims: [1, 8, cells], data },
          { type: 'float32', dims: [1, 2, 4, 4], data: map },
        ];
        const { masks, count } = decode(outputs, 30);
        expect(masks).toHaveLength(count);
        for (const mask of masks) expect(mask.reduce((a, b) => a + b)).toBe(900);
      }),
      { numRuns: 50 },
    );
  });
});
