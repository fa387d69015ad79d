import type { OrientedBoxes } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { DecodeYoloObbStep } from '../definition.js';
import type { Geometry } from '../kernels/placement.js';
import { boxSelection, plainGeometry } from './testing/box-selection.js';
import { rowsTensor, transposed } from './testing/head-tensor.js';
import { yoloObbDecoder } from './yolo-obb.js';

const context = { inputWidth: 64, inputHeight: 64, numClasses: 2 };
const cells = 84;
const step: DecodeYoloObbStep = { op: 'decodeyoloobb', ...boxSelection };
const rows = [
  { at: 3, values: [20, 20, 30, 6, 0.9, 0, 0.5] },
  { at: 4, values: [20, 21, 30, 6, 0.8, 0, 0.52] },
  { at: 5, values: [20, 20, 30, 6, 0.7, 0.1, 2] },
];

function decode(output: Tensor, geometry: Geometry = plainGeometry(64)): OrientedBoxes {
  return yoloObbDecoder(step, context).decode([output], geometry, {}) as OrientedBoxes;
}

function rounded(values: Float32Array): number[] {
  return Array.from(values, (value) => Math.round(value * 1000) / 1000);
}

describe('decodeyoloobb', () => {
  const head = rowsTensor(cells, 7, rows);

  it('reads turned boxes, suppresses them by their overlap, and brings angles within a quarter turn', () => {
    const result = decode(transposed(head));
    expect(result).toMatchObject({ kind: 'oriented-boxes', count: 2 });
    // 2 rad is beyond a quarter turn: width and height change places.
    expect(rounded(result.boxes)).toEqual([20, 20, 30, 6, 0.5, 20, 20, 6, 30, 0.429]);
    expect(rounded(result.scores)).toEqual([0.9, 0.7]);
    expect([...result.classIds]).toEqual([0, 0]);
    expect(decode(head)).toEqual(result);
  });

  it('reads end-to-end rows, unsuppressed', () => {
    const best = rowsTensor(30, 7, [
      { at: 0, values: [20, 20, 30, 6, 0.9, 1, -0.5] },
      { at: 1, values: [20, 20, 30, 6, 0.8, 1, -0.5] },
    ]);
    const { boxes, classIds } = decode(best);
    expect(rounded(boxes.subarray(5))).toEqual([20, 20, 6, 30, 1.071]);
    expect([...classIds]).toEqual([1, 1]);
  });

  it('maps to the source, not clipped, and refuses stretched frames', () => {
    const geometry = { ...plainGeometry(128), scaleX: 0.5, scaleY: 0.5, offsetY: 24 };
    expect(rounded(decode(transposed(head), geometry).boxes.subarray(0, 5))).toEqual([40, -8, 60, 12, 0.5]);
    expect(() => decode(head, { ...geometry, scaleX: 0.8 })).toThrow(
      /keeps the aspect ratio for decodeyoloobb/,
    );
  });

  it('holds its promises for any values at all', () => {
    const values = fc.float32Array({ minLength: 7 * cells, maxLength: 7 * cells });
    fc.assert(
      fc.property(values, (data) => {
        const { boxes, count, scores } = decode({ type: 'float32', dims: [1, 7, cells], data });
        expect([boxes.length, scores.length]).toEqual([5 * count, count]);
        expect(boxes.every((value) => Number.isFinite(value))).toBe(true);
        for (let i = 4; i < boxes.length; i += 5) expect(boxes[i]! >= 0 && boxes[i]! <= 1.5708).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
