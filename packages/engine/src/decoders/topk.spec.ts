import type { Classifications, RunOptions } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { TopKStep } from '../definition.js';
import { halfFromFloat } from '../kernels/half-float.js';
import type { Geometry } from '../kernels/placement.js';
import { topKDecoder } from './topk.js';

const step: TopKStep = { op: 'topk', k: 2, largest: true, sorted: true, softmax: 'auto' };
const geometry: Geometry = { scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0, sourceWidth: 1, sourceHeight: 1 };

function decode(
  data: Tensor['data'],
  values: Partial<TopKStep> = {},
  options: RunOptions = {},
  numClasses = 0,
): Classifications {
  const decoder = topKDecoder({ ...step, ...values }, { inputWidth: 1, inputHeight: 1, numClasses });
  const type = data instanceof Uint16Array ? 'float16' : data instanceof BigInt64Array ? 'int64' : 'float32';
  return decoder.decode([{ type, dims: [1, data.length, 1, 1], data }], geometry, options) as Classifications;
}

const logits = Float32Array.of(0, Math.log(3), -50);
const probabilities = Float32Array.of(0.2, 0.7, 0.1);

describe('topKDecoder', () => {
  it('makes probabilities of logits', () => {
    const { kind, count, classIds, scores } = decode(logits);
    expect({ kind, count, classIds: [...classIds] }).toEqual({
      kind: 'classifications',
      count: 2,
      classIds: [1, 0],
    });
    expect(scores[0]).toBeCloseTo(0.75);
    expect(scores[1]).toBeCloseTo(0.25);
  });

  it('leaves probabilities as they are', () => {
    expect([...decode(probabilities).scores]).toEqual([...Float32Array.of(0.7, 0.2)]);
    expect(decode(Uint16Array.from(probabilities, halfFromFloat)).scores[0]).toBeCloseTo(0.7, 3);
  });

  it('does what the file says where it says something', () => {
    expect([...decode(logits, { softmax: false }).scores]).toEqual([Math.fround(Math.log(3)), 0]);
    expect(decode(probabilities, { softmax: true }).scores[0]).toBeCloseTo(0.464, 3);
    expect([...decode(probabilities, { largest: false }).classIds]).toEqual([2, 0]);
  });

  it('does not call the only score there is a certainty', () => {
    expect([...decode(Float32Array.of(0.3)).scores]).toEqual([Math.fround(0.3)]);
  });

  it('takes the number of results and their least score from the request', () => {
    expect([...decode(probabilities, {}, { maxResults: 3 }).classIds]).toEqual([1, 0, 2]);
    expect([...decode(probabilities, {}, { scoreThreshold: 0.5 }).classIds]).toEqual([1]);
  });

  it.each(['auto', true, false] as const)('leaves out what is no number (softmax %s)', (softmax) => {
    expect([...decode(Float32Array.of(NaN, 1, NaN), { k: 3, softmax }).classIds]).toEqual([1]);
    expect(decode(Float32Array.of(NaN, NaN), { softmax }).count).toBe(0);
  });

  it('leaves out infinite scores', () => {
    const strange = Float32Array.of(Infinity, 1, -Infinity);
    expect([...decode(strange, { k: 3, softmax: false }).scores]).toEqual([1]);
    expect([...decode(strange, { k: 1 }).scores]).toEqual([1]);
  });

  it('reads whole numbers', () => {
    expect([...decode(BigInt64Array.of(5n, 9n, 7n), { softmax: false }).classIds]).toEqual([1, 2]);
  });

  it('refuses outputs with another number of classes, or none', () => {
    expect(() => decode(logits, {}, {}, 1000)).toThrow(/Expected 1000 values, .* gives 3/);
    expect(() => decode(new Float32Array(0))).toThrow(/a value per class/);
    const decoder = topKDecoder(step, { inputWidth: 1, inputHeight: 1, numClasses: 0 });
    expect(() => decoder.decode([], geometry, {})).toThrow(/a value per class/);
  });
});
