import { describe, expect, it } from 'vitest';
import type { TopKStep } from '../definition.js';
import { makeDecoder } from './table.js';

const step: TopKStep = { op: 'topk', k: 5, largest: true, sorted: true, softmax: 'auto' };
const context = { inputWidth: 1, inputHeight: 1, numClasses: 0 };

describe('makeDecoder', () => {
  it('finds the decoder of a step', () => {
    expect(makeDecoder([step], context).kind).toBe('classifications');
  });

  it('wants exactly one step', () => {
    expect(() => makeDecoder([], context)).toThrow(/Expected one of decodeyolo, topk .* received none/);
    expect(() => makeDecoder([step, step], context)).toThrow(/received topk, topk/);
  });
});
