import type { Detections, RunOptions } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { DecodeSsdStep } from '../definition.js';
import type { DecoderContext } from './decoder.js';
import { ssdDecoder } from './ssd.js';
import { boxSelection, plainGeometry } from './testing/box-selection.js';
import { boxRows, expectWellFormed } from './testing/expect-boxes.js';
import { filledTensor, integerTensor } from './testing/filled-tensor.js';
import { floatTensor } from './testing/head-tensor.js';

const step: DecodeSsdStep = {
  ...boxSelection,
  op: 'decode-ssd-mobilenet',
  boxFormat: 'xyxy',
  normalizedCoord: true,
  confThreshold: 0.4,
};
const context: DecoderContext = { inputWidth: 100, inputHeight: 100, numClasses: 3 };
const geometry = plainGeometry(100);

function decode(
  outputs: readonly Tensor[],
  changes: Partial<DecoderContext> = {},
  values: Partial<DecodeSsdStep> = {},
  options: RunOptions = {},
): Detections {
  const decoder = ssdDecoder({ ...step, ...values }, { ...context, ...changes });
  return decoder.decode(outputs, geometry, options) as Detections;
}

/** TensorFlow's: top, left, bottom, right. */
const boxes = filledTensor([1, 3, 4], [0.1, 0.2, 0.3, 0.5, 0.1, 0.2, 0.3, 0.5, 0.5, 0.5, 0.6, 0.6]);
const classes = filledTensor([1, 3], [2, 3, 1]);
const scores = filledTensor([1, 3], [0.8, 0.9, 0.3]);
const three = filledTensor([1], [3]);
const listed = [boxes, classes, scores, three];
const names = ['detection_boxes:0', 'detection_classes:0', 'detection_scores:0', 'num_detections:0'];

describe('boxes suppressed inside', () => {
  it('are read from top, left, bottom, right, not suppressed again, by falling score', () => {
    const { classIds, scores: found, ...rest } = decode(listed);
    expect([...classIds]).toEqual([3, 2]);
    expect([...found]).toEqual([...Float32Array.of(0.9, 0.8)]);
    expect(boxRows({ ...rest, classIds, scores: found })[0]!.map(Math.round)).toEqual([20, 10, 50, 30]);
  });

  it('are told by the names of the outputs, in any order', () => {
    const order = [2, 3, 1, 0];
    const outputs = order.map((i) => listed[i]!);
    expect(decode(outputs, { outputNames: order.map((i) => names[i]!) })).toEqual(decode(listed));
    const raw = filledTensor([1, 3, 4], new Float32Array(12).fill(9));
    const withRaw = { outputNames: ['raw_detection_boxes', ...order.map((i) => `box/${names[i]!}`)] };
    expect(decode([raw, ...outputs], withRaw)).toEqual(decode(listed));
    // Integers are classes.
    expect(decode([scores, integerTensor([1, 3], [2, 3, 1]), boxes])).toEqual(decode(listed));
  });

  it('end where the network says', () => {
    const count = (given: number): number =>
      decode([boxes, classes, scores, filledTensor([1], [given])]).count;
    expect([0, 1, 2, 99, -1, NaN, Infinity].map(count)).toEqual([0, 1, 2, 2, 0, 0, 2]);
  });

  it('are as large as the frame where the input is', () => {
    const found = decode(listed, { inputWidth: 0, inputHeight: 0 });
    expect(boxRows(found)).toEqual(boxRows(decode(listed)));
  });

  it('have ids that are places in the labels', () => {
    const idsWith = (labels: readonly string[]): number[] => [...decode(listed, { labels }).classIds];
    expect(idsWith(['background', 'a', 'b', 'c'])).toEqual([3, 2]);
    expect(idsWith(['a', 'b', 'c'])).toEqual([2, 1]);
    // Filters are places in the labels too.
    expect([...decode(listed, { labels: ['a', 'b', 'c'] }, { classFilter: [1] }).classIds]).toEqual([1]);
    expect([...decode(listed, {}, { classExclude: [3] }).classIds]).toEqual([2]);
  });

  it('never are the background, or of a class that is no number', () => {
    for (const strange of [0, -1, NaN, Infinity, 1e12]) {
      const found = decode([boxes, filledTensor([1, 3], [2, strange, 1]), scores, three]);
      expect([...found.classIds]).toEqual([2]);
    }
  });

  it('may be none', () => {
    const none = [floatTensor([1, 0, 4]), floatTensor([1, 0]), floatTensor([1, 0]), filledTensor([1], [0])];
    expect(decode(none).count).toBe(0);
  });
});

describe('boxes and scores per prior', () => {
  const priors = filledTensor([1, 3, 4], [0.2, 0.1, 0.5, 0.3, 0.21, 0.1, 0.5, 0.3, 0.5, 0.5, 0.6, 0.6]);
  const withBackground = filledTensor([1, 3, 4], [0.1, 0, 0.8, 0.6, 0, 0, 0.75, 0, 0.9, 0.2, 0.1, 0.5]);

  it('are suppressed, the background left out', () => {
    const found = decode([priors, withBackground]);
    expect([...found.classIds]).toEqual([2, 3]);
    expect(boxRows(found)[0]!.map(Math.round)).toEqual([20, 10, 50, 30]);
  });

  it('may come last, if they are named', () => {
    const found = decode([withBackground, priors], { outputNames: ['scores', 'raw_boxes'] });
    expect(found).toEqual(decode([priors, withBackground]));
  });

  it('have no background where there are as many scores as things', () => {
    const things = filledTensor([1, 3, 3], [0, 0.8, 0.6, 0, 0.75, 0, 0.2, 0.1, 0.5]);
    expect(decode([priors, things])).toEqual(decode([priors, withBackground]));
    const labels = ['a', 'b', 'c'];
    expect([...decode([priors, things], { labels }).classIds]).toEqual([1, 2]);
    expect([...decode([priors, withBackground], { labels, numClasses: 0 }).classIds]).toEqual([1, 2]);
  });

  it('count for every class if told to', () => {
    expect([...decode([priors, withBackground], {}, { multiLabel: true }).classIds]).toEqual([2, 3, 3]);
  });

  it('take the options of a request', () => {
    expect(decode([priors, withBackground], {}, {}, { iouThreshold: 0.99 }).count).toBe(3);
    expect(decode([priors, withBackground], {}, {}, { scoreThreshold: 0.7 }).count).toBe(1);
    expect(decode([priors, withBackground], {}, {}, { maxResults: 1 }).count).toBe(1);
  });
});

describe('other outputs', () => {
  it.each<[string, readonly Tensor[], RegExp]>([
    ['none', [], /Expected boxes \[1,N,4\] .* gives nothing/],
    ['boxes alone', [boxes], /Expected boxes \[1,N,4\] .* gives 1x3x4/],
    ['scores of other boxes', [boxes, floatTensor([1, 5, 4])], /gives 1x3x4, 1x5x4/],
    ['other classes', [boxes, floatTensor([1, 3, 91])], /Expected scores of 3 classes .* gives 1x3x91/],
  ])('are refused: %s', (_name, outputs, message) => {
    expect(() => decode(outputs)).toThrow(message);
    expect(() => decode(outputs)).toThrow(expect.objectContaining({ code: 'INVALID_NETWORK' }) as Error);
  });
});

describe('any values', () => {
  it('give well-formed results', () => {
    const values = (length: number): fc.Arbitrary<Float32Array> =>
      fc.float32Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(values(24), values(6), values(6), values(24), (corners, ids, certain, table) => {
        const list = [
          filledTensor([1, 6, 4], corners),
          filledTensor([1, 6], ids),
          filledTensor([1, 6], certain),
        ];
        const frame = { size: 100, threshold: 0.4 };
        expectWellFormed(decode(list), 'detections', frame);
        expectWellFormed(decode([list[0]!, filledTensor([1, 6, 4], table)]), 'detections', frame);
      }),
      { numRuns: 100 },
    );
  });
});
