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

  it('counts a track once, however many frames it is in', () => {
    const found = new Found();
    const [boxes, scores, classIds] = [new Float32Array(8), new Float32Array(2), Int32Array.of(0, 1)];
    const tracks = { kind: 'tracks', count: 2, boxes, scores, classIds } as const;
    found.add({ boxes: { ...tracks, trackIds: Int32Array.of(1, 2) } }, labels);
    found.add({ boxes: { ...tracks, trackIds: Int32Array.of(3, 2) } }, labels);
    found.add({ others: { ...tracks, trackIds: Int32Array.of(1, 2) } }, labels);
    expect(found.counts()).toEqual([
      ['qr', 2],
      ['class 0', 1],
      ['class 1', 1],
      ['marker', 1],
    ]);
  });

  it('counts the best class of every region', () => {
    const found = new Found();
    const [classIds, scores] = [Int32Array.of(0, 1, 1, 0), new Float32Array(4)];
    const regions = { of: 'boxes', parents: Int32Array.of(0, 0, 1, 1) };
    found.add({ kind: { kind: 'classifications', count: 4, classIds, scores, regions } }, labels);
    expect(found.toString()).toBe('cat 1, dog 1');
  });

  it('counts texts by what they say', () => {
    const found = new Found();
    const text = { kind: 'text', count: 2, texts: ['AB 12', ''], scores: new Float32Array(2) } as const;
    found.add({ text }, labels);
    found.add({ text }, labels);
    expect(found.toString()).toBe('AB 12 2');
  });

  it('gives the mean share of the classes of maps', () => {
    const found = new Found();
    const map = (...lengths: number[]) => {
      const classIds = Int32Array.of(0, 1, -1);
      return {
        kind: { kind: 'semantic', width: 10, height: 10, classIds, lengths: Int32Array.from(lengths) },
      } as const;
    };
    found.add(map(30, 70, 0), labels);
    found.add(map(40, 10, 50), labels);
    expect(found.toString()).toBe('dog 40 %, cat 35 %');
  });

  it('counts maps of distances and vectors by task', () => {
    const found = new Found();
    found.add({ far: { kind: 'depth', width: 1, height: 1, values: new Float32Array(1) } }, labels);
    found.add({ face: { kind: 'embeddings', count: 3, size: 1, vectors: new Float32Array(3) } }, labels);
    expect(found.toString()).toBe('face 3, far 1');
  });

  it('says so when nothing was found', () => {
    expect(new Found().toString()).toBe('nothing');
  });
});
