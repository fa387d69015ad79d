import type { Detections } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { DecodeRtmDetStep } from '../definition.js';
import { rtmDetDecoder } from './rtmdet.js';
import { boxSelection, plainGeometry } from './testing/box-selection.js';
import { boxRows, expectWellFormed } from './testing/expect-boxes.js';
import { filledTensor, integerTensor } from './testing/filled-tensor.js';
import type { FloatTensor } from './testing/head-tensor.js';
import { floatTensor } from './testing/head-tensor.js';

// The zoo's template says normalized: it means nothing here.
const step: DecodeRtmDetStep = {
  ...boxSelection,
  op: 'decodertmdet',
  boxFormat: 'xyxy',
  normalizedCoord: true,
};

function decode(
  outputs: readonly Tensor[],
  values: Partial<DecodeRtmDetStep> = {},
  numClasses = 2,
): Detections {
  const decoder = rtmDetDecoder({ ...step, ...values }, { inputWidth: 64, inputHeight: 64, numClasses });
  return decoder.decode(outputs, plainGeometry(64), {}) as Detections;
}

describe('boxes suppressed inside', () => {
  const dets = filledTensor([1, 3, 5], [1, 2, 30, 40, 0.5, 1, 2, 30, 40, 0.9, 0, 0, 0, 0, 0]);

  it('are corners in pixels with a score, and labels', () => {
    const found = decode([dets, integerTensor([1, 3], [1, 0, -1])]);
    expect(boxRows(found)).toEqual([
      [1, 2, 30, 40],
      [1, 2, 30, 40],
    ]);
    expect([...found.classIds]).toEqual([0, 1]);
    expect([...found.scores]).toEqual([...Float32Array.of(0.9, 0.5)]);
    expect(decode([integerTensor([1, 3], [1, 0, -1]), dets])).toEqual(found);
    expect([...decode([dets, integerTensor([1, 3], [1, 0, -1])], { classFilter: [1] }).classIds]).toEqual([
      1,
    ]);
  });

  it('may be none, and rows of label -1 are filling', () => {
    expect(decode([floatTensor([1, 0, 5]), integerTensor([1, 0], [])]).count).toBe(0);
    expect(decode([dets, integerTensor([1, 3], [-1, -1, -1])]).count).toBe(0);
  });
});

describe('scales one by one', () => {
  /** Strides 8 and 16 in a 64 x 64 input: [classes 8x8, classes 4x4, distances 8x8, distances 4x4]. */
  function scales(classes = 2): [FloatTensor, FloatTensor, FloatTensor, FloatTensor] {
    return [
      floatTensor([1, classes, 8, 8]),
      floatTensor([1, classes, 4, 4]),
      floatTensor([1, 4, 8, 8]),
      floatTensor([1, 4, 4, 4]),
    ];
  }

  function found(logits: boolean): FloatTensor[] {
    const [fine, coarse, near, far] = scales();
    for (const map of [fine, coarse]) map.data.fill(logits ? -9 : 0);
    // Column 2, row 3 at stride 8: class 1. Distances 1, 2, 1.5, 0.5 cells.
    fine.data[64 + 26] = logits ? Math.log(9) : 0.9;
    fine.data[26] = logits ? Math.log(4) : 0.8;
    [1, 2, 1.5, 0.5].forEach((distance, side) => (near.data[64 * side + 26] = distance));
    // Column 1, row 1 at stride 16: class 0.
    coarse.data[5] = logits ? Math.log(1.5) : 0.6;
    [0.5, 0.5, 0.5, 0.5].forEach((distance, side) => (far.data[16 * side + 5] = distance));
    return [fine, coarse, near, far];
  }

  it('are distances from the corners of cells, times the stride', () => {
    for (const logits of [true, false]) {
      const result = decode(found(logits));
      expect(boxRows(result)).toEqual([
        [8, 8, 28, 28],
        [8, 8, 24, 24],
      ]);
      expect([...result.classIds]).toEqual([1, 0]);
      expect([...result.scores].map((score) => score.toFixed(4))).toEqual(['0.9000', '0.6000']);
    }
  });

  it('are suppressed', () => {
    expect([...decode(found(true), { nmsClassAgnostic: true }).classIds]).toEqual([1]);
    const all = decode(found(true), { multiLabel: true });
    expect([...all.classIds]).toEqual([1, 0]);
    expect([...decode(found(true), { classFilter: [0] }).classIds]).toEqual([0]);
  });

  it('come in any order, of four classes classes first', () => {
    const [fine, coarse, near, far] = found(true);
    expect(decode([far!, near!, coarse!, fine!])).toEqual(decode([fine!, coarse!, near!, far!]));
    const four = scales(4);
    four[0].data.fill(-9);
    four[1].data.fill(-9);
    four[0].data[3 * 64] = 5;
    four[2].data.fill(1);
    expect([...decode(four, {}, 4).classIds]).toEqual([3]);
  });

  it.each([NaN, Infinity, -Infinity])('leave out what is %d', (strange) => {
    const outputs = found(true);
    outputs[2]!.data[26] = strange;
    expect([...decode(outputs).classIds]).toEqual([0]);
  });

  it('give well-formed results of any values', () => {
    const values = fc.float32Array({ minLength: 96, maxLength: 96 });
    fc.assert(
      fc.property(values, fc.boolean(), (all, multiLabel) => {
        const outputs = [
          filledTensor([1, 2, 4, 4], all.subarray(0, 32)),
          filledTensor([1, 4, 4, 4], all.subarray(32)),
        ];
        expectWellFormed(decode(outputs, { multiLabel }), 'detections', { size: 64, threshold: 0.25 });
      }),
      { numRuns: 100 },
    );
  });
});

describe('other outputs', () => {
  it.each<[string, readonly Tensor[]]>([
    ['none', []],
    ['dets alone', [floatTensor([1, 3, 5])]],
    [
      'a scale without distances',
      [floatTensor([1, 2, 8, 8]), floatTensor([1, 2, 4, 4]), floatTensor([1, 4, 8, 8])],
    ],
    ['other classes', [floatTensor([1, 80, 8, 8]), floatTensor([1, 4, 8, 8])]],
  ])('are refused: %s', (_name, outputs) => {
    expect(() => decode(outputs)).toThrow(
      /Expected dets \[1,N,5\] and labels \[1,N\], or class scores \[1,2,h,w\]/,
    );
    expect(() => decode(outputs)).toThrow(expect.objectContaining({ code: 'INVALID_NETWORK' }) as Error);
  });
});
