import type { Keypoints, RunOptions } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { DecodeRetinaFaceStep } from '../definition.js';
import type { Geometry } from '../kernels/placement.js';
import { retinaFaceDecoder } from './retinaface.js';
import { boxSelection, plainGeometry } from './testing/box-selection.js';
import { boxRows, expectWellFormed } from './testing/expect-boxes.js';
import { filledTensor } from './testing/filled-tensor.js';
import { floatTensor, rowsTensor } from './testing/head-tensor.js';

const step: DecodeRetinaFaceStep = {
  ...boxSelection,
  op: 'decode-retinaface',
  nmsIouThreshold: 0.6,
  minSizes: [[16, 32], [64]],
  steps: [16, 32],
  variance: [0.1, 0.2],
  clip: false,
};
const context = { inputWidth: 64, inputHeight: 64, numClasses: 1 };
/** 2 for each of 4x4 cells, 1 for each of 2x2. */
const rows = 36;
const plain = plainGeometry(64);

/** The first of two sizes of cell (1, 1) at stride 16, whose middle is (24, 24), whose faces overlap by IoU 0.5. */
const first = 10;
const points = [1, 0, -1, 0, 0, 0, 0, 10, 0, -10];

function faces(
  scores: readonly [number, number][] = [
    [0.1, 0.9],
    [0.2, 0.8],
  ],
  elsewhere: readonly [number, number] = [1, 0],
): Tensor[] {
  const pairs = Array.from({ length: rows }, (_, i) => scores[i - first] ?? elsewhere);
  return [
    rowsTensor(rows, 4, [{ at: first, values: [2.5, 0, 0, 5 * Math.log(2)] }]),
    filledTensor([1, rows, 2], pairs.flat()),
    rowsTensor(rows, 10, [{ at: first, values: points }]),
  ];
}

function decode(
  outputs: readonly Tensor[],
  values: Partial<DecodeRetinaFaceStep> = {},
  geometry: Geometry = plain,
  options: RunOptions = {},
): Keypoints {
  return retinaFaceDecoder({ ...step, ...values }, context).decode(outputs, geometry, options) as Keypoints;
}

describe('faces', () => {
  it('are measured from the priors, landmarks as well', () => {
    const found = decode(faces());
    // Centre 24 + 2.5 * 0.1 * 16, height 16 * exp(0.2 * 5 * ln 2).
    expect(boxRows(found).map((box) => box.map((value) => Number(value.toFixed(4))))).toEqual([
      [20, 8, 36, 40],
      [8, 8, 40, 40],
    ]);
    expect([...found.classIds]).toEqual([0, 0]);
    expect(found.keypointsPerBox).toBe(5);
    const expected = [25.6, 24, 1, 22.4, 24, 1, 24, 24, 1, 24, 40, 1, 24, 8, 1];
    expected.forEach((value, i) => expect(found.keypoints[i]).toBeCloseTo(value, 4));
    expect([...found.keypoints.subarray(15)]).toEqual([
      24, 24, 1, 24, 24, 1, 24, 24, 1, 24, 24, 1, 24, 24, 1,
    ]);
  });

  it('are read from outputs in any order', () => {
    expect(decode([...faces()].reverse())).toEqual(decode(faces()));
  });

  it('may be scored by logits', () => {
    const logits = faces(
      [
        [0, Math.log(9)],
        [5, 5 + Math.log(4)],
      ],
      [9, 0],
    );
    expect([...decode(logits).scores].map((score) => score.toFixed(4))).toEqual(['0.9000', '0.8000']);
  });

  it('are suppressed, and wanted as class 0', () => {
    expect(decode(faces(), { nmsIouThreshold: 0.4 }).count).toBe(1);
    expect(decode(faces(), { classFilter: [1] }).count).toBe(0);
    expect(decode(faces(), { classFilter: [0] }).count).toBe(2);
    expect(decode(faces(), {}, plain, { scoreThreshold: 0.85 }).count).toBe(1);
  });

  it('are mapped to the source: boxes are clipped, landmarks are not', () => {
    const geometry = { scaleX: 2, scaleY: 2, offsetX: 10, offsetY: 0, sourceWidth: 10, sourceHeight: 10 };
    const found = decode(faces(), {}, geometry);
    expect(boxRows(found)[0]!.map((value) => Number(value.toFixed(4)))).toEqual([5, 4, 10, 10]);
    expect(found.keypoints[3 * 3 + 1]).toBeCloseTo(20, 4);
  });
});

describe('strange values', () => {
  it.each([NaN, Infinity, -Infinity])('leave faces out whose boxes or landmarks are %d', (strange) => {
    for (const output of [0, 2]) {
      const outputs = faces();
      const columns = outputs[output]!.dims[2]!;
      outputs[output]!.data[first * columns + 1] = strange;
      expect(decode(outputs).scores[0]).toBeCloseTo(0.8, 5);
      expect(decode(outputs).count).toBe(1);
    }
    // Scores that are no numbers do not make logits of the others.
    expect([
      ...decode(
        faces([
          [0.1, NaN],
          [0.2, 0.8],
        ]),
      ).scores,
    ]).toEqual([...Float32Array.of(0.8)]);
  });

  it('give well-formed results', () => {
    const values = fc.float32Array({ minLength: 16 * rows, maxLength: 16 * rows });
    fc.assert(
      fc.property(values, (all) => {
        const outputs = [
          filledTensor([1, rows, 4], all.subarray(0, 4 * rows)),
          filledTensor([1, rows, 2], all.subarray(4 * rows, 6 * rows)),
          filledTensor([1, rows, 10], all.subarray(6 * rows)),
        ];
        const result = decode(outputs);
        expectWellFormed(result, 'keypoints', { size: 64, threshold: 0.25 });
        expect(result.keypoints).toHaveLength(15 * result.count);
        expect(result.keypoints.some(Number.isNaN)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

describe('other outputs', () => {
  it.each<[string, readonly Tensor[]]>([
    ['none', []],
    ['no landmarks', faces().slice(0, 2)],
    ['priors of another size', [4, 2, 10].map((columns) => floatTensor([1, 40, columns]))],
  ])('are refused: %s', (_name, outputs) => {
    expect(() => decode(outputs)).toThrow(
      /Expected boxes \[1,36,4\], scores \[1,36,2\] and landmarks \[1,36,10\]/,
    );
    expect(() => decode(outputs)).toThrow(expect.objectContaining({ code: 'INVALID_NETWORK' }) as Error);
  });
});
