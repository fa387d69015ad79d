import { describe, expect, it } from 'vitest';
import { Found } from './found.js';

const labels = { boxes: ['qr', 'marker'], kind: ['cat', 'dog'] };

describe('Found', () => {
  it('adds up boxes by label, most first', () => {
    const found = new Found();
    const boxes = new Float32Array(12);
    const classIds = Int32Array.of(1, 0, 1);
    found.add(
      { boxes: { kind: 'detections', count: 3, boxes, scores: new Float32Array(3), classIds } },
      labels,
    );
    found.add({}, labels);
    expect(found.toString()).toBe('marker 2, qr 1');
  });

  it('counts the best class of a classification alone', () => {
    const found = new Found();
    const scores = Float32Array.of(0.9, 0.1);
    found.add({ kind: { kind: 'classifications', count: 2, scores, classIds: Int32Array.of(1, 0) } }, labels);
    expect(found.counts()).toEqual([['dog', 1]]);
  });

  it('names the most frequent of many labels', () => {
    const found = new Found();
    const classIds = Int32Array.from({ length: 20 }, (_, i) => i);
    const [boxes, scores] = [new Float32Array(80), new Float32Array(20)];
    found.add({ boxes: { kind: 'detections', count: 20, boxes, scores, classIds } }, {});
    expect(found.toString().split(', ')).toHaveLength(13);
    expect(found.toString()).toMatch(/, and 8 other labels$/);
  });

  it('says so when nothing was found', () => {
    expect(new Found().toString()).toBe('nothing');
  });
});
