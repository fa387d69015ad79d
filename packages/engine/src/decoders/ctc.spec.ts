import type { RunOptions, Texts } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { CtcStep } from '../definition.js';
import { ctcDecoder } from './ctc.js';
import type { DecoderContext } from './decoder.js';
import { plainGeometry } from './testing/box-selection.js';
import { filledTensor } from './testing/filled-tensor.js';
import { floatTensor, transposed } from './testing/head-tensor.js';

const step: CtcStep = { op: 'ctc', blank: 3, layout: 'auto' };
const context: DecoderContext = {
  inputWidth: 94,
  inputHeight: 24,
  numClasses: 4,
  labels: ['a', 'b', 'c', '-'],
};

function decode(
  outputs: readonly Tensor[],
  changes: Partial<DecoderContext> = {},
  values: Partial<CtcStep> = {},
  options: RunOptions = {},
): Texts {
  const decoder = ctcDecoder({ ...step, ...values }, { ...context, ...changes });
  return decoder.decode(outputs, plainGeometry(94), options) as Texts;
}

/** Probabilities `[1,T,C]`: each step's class has `p`, the others share the rest. */
function steps(best: readonly number[], classes = 4, p = 0.7): ReturnType<typeof floatTensor> {
  const rest = (1 - p) / (classes - 1);
  const values = best.flatMap((id) => Array.from({ length: classes }, (_, c) => (c === id ? p : rest)));
  return filledTensor([1, best.length, classes], values);
}

describe('text', () => {
  it.each<[string, readonly number[], string]>([
    ['merges repeated characters', [0, 0, 1, 1, 1], 'ab'],
    ['keeps doubled ones that a blank parts', [0, 3, 0, 3, 3, 2], 'aac'],
    ['leaves blanks out at the ends', [3, 3, 1, 3, 3], 'b'],
    ['may be empty', [3, 3, 3, 3, 3], ''],
  ])('%s', (_name, best, text) => {
    expect(decode([steps(best)])).toMatchObject({ kind: 'text', count: 1, texts: [text] });
    expect(decode([transposed(steps(best))])).toEqual(decode([steps(best)]));
  });

  it('is scored by the mean probability of its characters, each at its first step', () => {
    const [first, second] = [steps([0, 3], 4, 0.9), steps([1, 1], 4, 0.6)];
    const output = filledTensor([1, 5, 4], [...first.data, ...second.data, ...steps([3]).data]);
    expect(decode([output]).scores[0]).toBeCloseTo(0.75, 5);
    const logits = filledTensor(
      [1, 5, 4],
      [...output.data].map((value) => Math.log(value) + 7),
    );
    expect(decode([logits]).scores[0]).toBeCloseTo(0.75, 5);
    expect(decode([steps([3, 3])]).scores[0]).toBe(0);
  });

  it('is empty below the threshold of the request', () => {
    expect(decode([steps([0])], {}, {}, { scoreThreshold: 0.8 })).toMatchObject({ texts: [''] });
    expect(decode([steps([0])], {}, {}, { scoreThreshold: 0.6 })).toMatchObject({ texts: ['a'] });
  });
});

describe('characters', () => {
  const letters = ['a', 'b'];

  it('are the labels after a blank that has none, and a space after those', () => {
    const paddle = { labels: letters, numClasses: 4 };
    expect(decode([steps([1, 0, 2, 3, 1])], paddle, { blank: 0 }).texts).toEqual(['ab a']);
  });

  it('skip a blank in between and at the end', () => {
    expect(decode([steps([0, 1, 2], 3)], { labels: letters, numClasses: 3 }, { blank: 1 }).texts).toEqual([
      'ab',
    ]);
    expect(decode([steps([0, 2, 1], 3)], { labels: letters, numClasses: 3 }, { blank: 2 }).texts).toEqual([
      'ab',
    ]);
  });
});

describe('the axis of the text', () => {
  it('is told from the labels where the number of classes is not known', () => {
    const unknown = { numClasses: 0 };
    expect(decode([steps([0, 1, 2, 0, 1, 2, 0])], unknown).texts).toEqual(['abcabca']);
    expect(decode([transposed(steps([0, 1]))], unknown).texts).toEqual(['ab']);
  });

  it('is the shorter one where there are no labels, and what the file says before all', () => {
    const none = { numClasses: 0, labels: [] };
    expect(decode([steps([0, 1])], none, { blank: 0 }).texts).toEqual([' ']);
    const square = steps([0, 1, 2, 3]);
    const unknown = { numClasses: 0 };
    expect(decode([square], unknown, { layout: 'steps-first' }).texts).toEqual(['abc']);
    expect(decode([transposed(square)], unknown, { layout: 'classes-first' }).texts).toEqual(['abc']);
  });

  it('may lie in four dimensions', () => {
    const { type, data } = transposed(steps([0, 1]));
    expect(decode([{ type, dims: [1, 4, 1, 2], data }]).texts).toEqual(['ab']);
  });
});

describe('strange values and shapes', () => {
  it('take steps without numbers for blanks', () => {
    const output = steps([0, 0, 1]);
    output.data.fill(NaN, 4, 8);
    expect(decode([output]).texts).toEqual(['ab']);
    expect(decode([filledTensor([1, 1, 4], [Infinity, 0, 0, 0])]).scores[0]).toBe(1);
  });

  it('always give one line', () => {
    const values = fc.float32Array({ minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(values, (all) => {
        const { count, texts, scores } = decode([filledTensor([1, 6, 4], all)]);
        expect([count, texts.length, scores.length]).toEqual([1, 1, 1]);
        expect(texts[0]).toMatch(/^[abc]{0,6}$/);
        expect(scores[0]).toBeGreaterThanOrEqual(0);
        expect(scores[0]).toBeLessThanOrEqual(1.0001);
      }),
      { numRuns: 100 },
    );
  });

  it.each<[string, readonly Tensor[], Partial<CtcStep>, RegExp]>([
    ['none', [], {}, /Expected class scores \[1,C,T\] or \[1,T,C\] for ctc .* nothing/],
    ['no steps', [floatTensor([1, 4])], {}, /gives 1x4/],
    ['other classes', [floatTensor([1, 7, 9])], {}, /Expected scores of 4 classes, the blank 3 .* 1x7x9/],
    [
      'a blank beyond them',
      [floatTensor([1, 7, 4])],
      { blank: 4 },
      /Expected scores of 4 classes, the blank 4/,
    ],
  ])('are refused: %s', (_name, outputs, values, message) => {
    expect(() => decode(outputs, {}, values)).toThrow(message);
    expect(() => decode(outputs, {}, values)).toThrow(
      expect.objectContaining({ code: 'INVALID_NETWORK' }) as Error,
    );
  });
});
