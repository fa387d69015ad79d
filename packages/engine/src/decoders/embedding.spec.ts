import type { Embeddings } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import { embeddingDecoder } from './embedding.js';
import { plainGeometry } from './testing/box-selection.js';
import { filledTensor } from './testing/filled-tensor.js';
import { floatTensor } from './testing/head-tensor.js';

function decode(outputs: readonly Tensor[]): Embeddings {
  return embeddingDecoder({ op: 'embedding' }).decode(outputs, plainGeometry(112), {}) as Embeddings;
}

describe('an embedding', () => {
  it('is the output at length 1, whatever its dimensions', () => {
    const vectors = Float32Array.of(0.6, 0, -0.8);
    const expected = { kind: 'embeddings', count: 1, size: 3, vectors };
    expect(decode([filledTensor([1, 3], [3, 0, -4])])).toEqual(expected);
    expect(decode([filledTensor([1, 3, 1, 1], [3, 0, -4])])).toEqual(expected);
  });

  it.each([0, NaN, Infinity])('is all 0 if the output is %d', (value) => {
    expect([...decode([filledTensor([1, 2], [0, value])]).vectors]).toEqual([0, 0]);
  });

  it('keeps nothing of the frame before', () => {
    const decoder = embeddingDecoder({ op: 'embedding' });
    const of = (x: number): Embeddings =>
      decoder.decode([filledTensor([1, 2], [x, 0])], plainGeometry(112), {}) as Embeddings;
    const first = of(1);
    of(-1);
    expect([...first.vectors]).toEqual([1, 0]);
  });

  it.each<[string, readonly Tensor[]]>([
    ['no outputs', []],
    ['no values', [floatTensor([1, 0])]],
  ])('is not made of %s', (_name, outputs) => {
    expect(() => decode(outputs)).toThrow(/Expected a vector \[1,N\] for embedding/);
  });
});
