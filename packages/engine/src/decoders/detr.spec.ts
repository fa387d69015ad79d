import type { Detections, RunOptions } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { DecodeDetrStep } from '../definition.js';
import type { DecoderContext } from './decoder.js';
import { detrDecoder } from './detr.js';
import { boxSelection, plainGeometry } from './testing/box-selection.js';
import { boxRows, expectWellFormed } from './testing/expect-boxes.js';
import { filledTensor, integerTensor } from './testing/filled-tensor.js';
import { floatTensor } from './testing/head-tensor.js';

const step: DecodeDetrStep = { ...boxSelection, op: 'decode-detr', normalizedCoord: true };
const context: DecoderContext = { inputWidth: 100, inputHeight: 100, numClasses: 3 };

function decode(
  outputs: readonly Tensor[],
  changes: Partial<DecoderContext> = {},
  values: Partial<DecodeDetrStep> = {},
  options: RunOptions = {},
): Detections {
  const decoder = detrDecoder({ ...step, ...values }, { ...context, ...changes });
  return decoder.decode(outputs, plainGeometry(100), options) as Detections;
}

const boxes = filledTensor([1, 2, 4], [0.5, 0.5, 0.25, 0.5, 0.5, 0.5, 0.25, 0.5]);
const logits = filledTensor([1, 2, 3], [-5, 2, 1, -5, 3, -5]);

describe('logits and boxes', () => {
  it('give the best of all pairs of query and class, none suppressed', () => {
    const found = decode([logits, boxes]);
    expect([...found.classIds]).toEqual([1, 1, 2]);
    expect([...found.scores].map((score) => score.toFixed(4))).toEqual(['0.9526', '0.8808', '0.7311']);
    expect(boxRows(found)[0]).toEqual([37.5, 25, 62.5, 75]);
    expect([...decode([logits, boxes], {}, { nmsTopK: 2 }).classIds]).toEqual([1, 1]);
  });

  it('come in any order; with four classes boxes are named so, or last', () => {
    expect(decode([boxes, logits])).toEqual(decode([logits, boxes]));
    const four = filledTensor([1, 2, 4], [-5, 2, 1, -5, -5, 3, -5, -5]);
    const contextOf4 = { numClasses: 4 };
    expect([...decode([four, boxes], contextOf4).classIds]).toEqual([1, 1, 2]);
    const named = { numClasses: 4, outputNames: ['pred_boxes', 'pred_logits'] };
    expect([...decode([boxes, four], named).classIds]).toEqual([1, 1, 2]);
  });

  it('may be scores already', () => {
    const scored = filledTensor([1, 2, 3], [0, 0.9, 0.8, 0, 0.95, 0]);
    expect([...decode([scored, boxes]).scores]).toEqual([...Float32Array.of(0.95, 0.9, 0.8)]);
  });

  it('take filters and the options of a request', () => {
    expect([...decode([logits, boxes], {}, { classFilter: [2] }).classIds]).toEqual([2]);
    expect(decode([logits, boxes], {}, {}, { scoreThreshold: 0.9 }).count).toBe(1);
    expect(decode([logits, boxes], {}, {}, { maxResults: 2 }).count).toBe(2);
    // At thresholds whose logits are infinite.
    expect(decode([logits, boxes], {}, {}, { scoreThreshold: 0 }).count).toBe(6);
    expect(decode([logits, boxes], {}, {}, { scoreThreshold: 1 }).count).toBe(0);
  });

  it.each([NaN, Infinity, -Infinity])('leave out what is %d', (strange) => {
    const strangeBoxes = filledTensor([1, 2, 4], [0.5, strange, 0.25, 0.5, 0.5, 0.5, 0.25, 0.5]);
    expect([...decode([logits, strangeBoxes]).classIds]).toEqual([1]);
    const strangeLogits = filledTensor([1, 2, 3], [-5, strange, 1, -5, 3, -5]);
    const { scores } = decode([strangeLogits, boxes]);
    expect(scores.every((score) => score > 0.25 && score <= 1)).toBe(true);
  });
});

describe('boxes that the network chose itself', () => {
  it('have labels and scores', () => {
    const outputs = [integerTensor([1, 2], [7, 1]), boxes, filledTensor([1, 2], [0.3, 0.6])];
    const found = decode(outputs, { outputNames: ['labels', 'boxes', 'scores'] });
    expect([...found.classIds]).toEqual([1, 7]);
    expect(boxRows(found)[0]).toEqual([37.5, 25, 62.5, 75]);
    expect(decode(outputs)).toEqual(found);
    const corners = decode(outputs, {}, { boxFormat: 'xyxy', normalizedCoord: false });
    expect(boxRows(corners)[0]).toEqual([0.5, 0.5, 0.25, 0.5]);
  });
});

describe('any values and shapes', () => {
  it('give well-formed results', () => {
    const values = fc.float32Array({ minLength: 42, maxLength: 42 });
    fc.assert(
      fc.property(values, (all) => {
        const outputs = [
          filledTensor([1, 6, 3], all.subarray(0, 18)),
          filledTensor([1, 6, 4], all.subarray(18)),
        ];
        expectWellFormed(decode(outputs), 'detections', { size: 100, threshold: 0.25 });
      }),
      { numRuns: 100 },
    );
  });

  it('may be no queries', () => {
    expect(decode([floatTensor([1, 0, 3]), floatTensor([1, 0, 4])]).count).toBe(0);
  });

  it.each<[string, readonly Tensor[], RegExp]>([
    ['none', [], /Expected logits \[1,Q,C\] and boxes \[1,Q,4\] for decode-detr .* gives nothing/],
    ['boxes alone', [boxes], /gives 1x2x4/],
    ['other queries', [floatTensor([1, 5, 3]), boxes], /gives 1x5x3, 1x2x4/],
    ['other classes', [floatTensor([1, 2, 80]), boxes], /Expected logits of 3 classes .* gives 1x2x80/],
  ])('are refused: %s', (_name, outputs, message) => {
    expect(() => decode(outputs)).toThrow(message);
    expect(() => decode(outputs)).toThrow(expect.objectContaining({ code: 'INVALID_NETWORK' }) as Error);
  });
});
