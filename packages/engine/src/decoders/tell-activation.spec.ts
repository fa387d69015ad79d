import { describe, expect, it } from 'vitest';
import { identity, sigmoid } from './activation.js';
import { tellActivation } from './tell-activation.js';

describe('tellActivation', () => {
  it('tells logits by what lies beyond 0..1', () => {
    expect(tellActivation(Float32Array.of(0, 0.5, 1, NaN))).toBe(identity);
    expect(tellActivation(Float32Array.of(0.5, -0.01))).toBe(sigmoid);
    expect(tellActivation(Float32Array.of(0.5, 1.01))).toBe(sigmoid);
    expect(tellActivation(Float32Array.of(Infinity))).toBe(sigmoid);
  });
});
