import type { Keypoints } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { DecodeYoloPoseStep } from '../definition.js';
import { boxSelection, plainGeometry } from './testing/box-selection.js';
import { rowsTensor, transposed } from './testing/head-tensor.js';
import { yoloPoseDecoder } from './yolo-pose.js';

const context = { inputWidth: 64, inputHeight: 64, numClasses: 1 };
const cells = 84;
const step: DecodeYoloPoseStep = { op: 'decodeyolopose', keypoints: 2, ...boxSelection };

/** Two points each; the second box goes, as the first overlaps it. */
const rows = [
  { at: 3, values: [20, 20, 10, 20, 0.9, 18, 12, 0.8, 70, -3, 0.25] },
  { at: 4, values: [21, 20, 10, 20, 0.8, 1, 2, 0.5, 3, 4, 0.5] },
  { at: 80, values: [40, 40, 8, 8, 0.5, 41, 42, 0, 43, 44, 1] },
];
const found = {
  kind: 'keypoints',
  count: 2,
  boxes: Float32Array.of(15, 10, 25, 30, 36, 36, 44, 44),
  scores: Float32Array.of(0.9, 0.5),
  classIds: Int32Array.of(0, 0),
  keypointsPerBox: 2,
  keypoints: Float32Array.of(18, 12, 0.8, 64, 0, 0.25, 41, 42, 0, 43, 44, 1),
};

function decode(output: Tensor, values: Partial<DecodeYoloPoseStep> = {}, known = context): Keypoints {
  return yoloPoseDecoder({ ...step, ...values }, known).decode([output], plainGeometry(64), {}) as Keypoints;
}

describe('decodeyolopose', () => {
  it('reads [1,5+3K,N], its transpose, and K from the shape', () => {
    const output = rowsTensor(cells, 11, rows);
    expect(decode(transposed(output))).toEqual(found);
    expect(decode(output)).toEqual(found);
    expect(decode(transposed(output), { keypoints: 0 }, { ...context, numClasses: 0 })).toEqual(found);
  });

  it('reads end-to-end rows, unsuppressed', () => {
    const values = [15, 10, 25, 30, 0.9, 0, 18, 12, 0.8, 70, -3, 0.25];
    const result = decode(
      rowsTensor(30, 12, [
        { at: 0, values },
        { at: 1, values },
      ]),
    );
    expect(result.count).toBe(2);
    expect([...result.keypoints.subarray(0, 6)]).toEqual([...found.keypoints.subarray(0, 6)]);
    expect([...result.boxes.subarray(4)]).toEqual([15, 10, 25, 30]);
  });

  it('reads several classes', () => {
    const output = rowsTensor(cells, 12, [{ at: 0, values: [9, 9, 4, 4, 0.1, 0.7, 8, 8, 0.5, 9, 9, 0.5] }]);
    expect([...decode(transposed(output), {}, { ...context, numClasses: 2 }).classIds]).toEqual([1]);
  });

  it('gives points without a score 1, and puts what is beyond 0..1 through the sigmoid', () => {
    const bare = rowsTensor(cells, 9, [{ at: 0, values: [9, 9, 4, 4, 0.7, 8, 8, 9, 9] }]);
    expect([...decode(transposed(bare)).keypoints]).toEqual([8, 8, 1, 9, 9, 1]);
    const raw = rowsTensor(cells, 11, [{ at: 0, values: [9, 9, 4, 4, 0.7, 8, 8, -2, 9, 9, 3] }]);
    const { keypoints } = decode(transposed(raw));
    expect(keypoints[2]).toBeCloseTo(0.1192, 4);
    expect(keypoints[5]).toBeCloseTo(0.9526, 4);
  });

  it('maps points to the source as boxes', () => {
    const geometry = {
      scaleX: 0.5,
      scaleY: 0.25,
      offsetX: 4,
      offsetY: 8,
      sourceWidth: 128,
      sourceHeight: 224,
    };
    const values = [0.5, 0.5, 0.125, 0.125, 0.7, 0.5, 0.25, 1, 0.0625, 0.125, 1];
    const output = transposed(rowsTensor(cells, 11, [{ at: 0, values }]));
    const decoder = yoloPoseDecoder({ ...step, normalizedCoord: true }, context);
    const { keypoints } = decoder.decode([output], geometry, {}) as Keypoints;
    expect([...keypoints]).toEqual([56, 32, 1, 0, 0, 1]);
  });

  it.each<[string, Tensor, Partial<DecodeYoloPoseStep>, RegExp]>([
    [
      'other points',
      rowsTensor(11, cells, []),
      { keypoints: 17 },
      /17 keypoints for decodeyolopose .* 11x84/,
    ],
    ['half a point', rowsTensor(12, cells, []), { keypoints: 0 }, /keypoints of 3 values .* 12x84/],
    ['no points', rowsTensor(5, cells, []), { keypoints: 0 }, /keypoints of 3 values .* 5x84/],
  ])('refuses %s', (_name, output, values, message) => {
    expect(() => decode(output, values)).toThrow(message);
  });

  it('holds its promises for any values at all', () => {
    const values = fc.float32Array({ minLength: 11 * cells, maxLength: 11 * cells });
    fc.assert(
      fc.property(values, (data) => {
        const result = decode({ type: 'float32', dims: [1, 11, cells], data });
        expect(result.keypoints).toHaveLength(6 * result.count);
        result.keypoints.forEach((value, i) => {
          expect(value >= 0 && value <= (i % 3 === 2 ? 1 : 64)).toBe(true);
        });
      }),
      { numRuns: 50 },
    );
  });
});
