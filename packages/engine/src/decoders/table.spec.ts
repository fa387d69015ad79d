import { describe, expect, it } from 'vitest';
import { makeDecoder } from './table.js';

describe('makeDecoder', () => {
  it('finds the decoder of a step', () => {
    const context = { inputWidth: 1, inputHeight: 1, numClasses: 0 };
    const step = { op: 'topk', k: 5, largest: true, sorted: true, softmax: 'auto' } as const;
    expect(makeDecoder(step, context).kind).toBe('classifications');
  });
});
