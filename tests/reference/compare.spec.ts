import { describe, expect, it } from 'vitest';
import { compareClasses, compareDetections, iou } from './compare.js';
import type { DetectionTolerance, ExpectedDetections } from './expected.js';

const tolerance: DetectionTolerance = {
  iou: 0.9,
  score: 0.05,
  strict: { iou: 0.99, score: 0.01, shareAtLeast: 0.8 },
};
const expected: ExpectedDetections = {
  boxes: [
    [0, 0, 100, 100],
    [200, 0, 300, 100],
  ],
  scores: [0.9, 0.5],
  classIds: [1, 2],
};
const threshold = 0.25;

describe('compareDetections', () => {
  it('accepts equal results in any order', () => {
    const found = {
      boxes: [...expected.boxes].reverse(),
      scores: [...expected.scores].reverse(),
      classIds: [2, 1],
    };
    const comparison = compareDetections(found, expected, tolerance, threshold);
    expect(comparison).toEqual({ problems: [], expected: 2, withinStrict: 2 });
  });

  it('counts what is within the tolerance but not within the strict figures', () => {
    const found = { ...expected, boxes: [[0, 0, 100, 97], expected.boxes[1]!], scores: [0.9, 0.53] };
    const comparison = compareDetections(found, expected, tolerance, threshold);
    expect(comparison).toEqual({ problems: [], expected: 2, withinStrict: 0 });
  });

  it.each([
    [
      'a missing detection',
      { boxes: [[0, 0, 100, 100]], scores: [0.9], classIds: [1] },
      /class 2 .* is missing/,
    ],
    ['another class', { ...expected, classIds: [1, 3] }, /class 2 .* is missing/],
    ['a score too far off', { ...expected, scores: [0.8, 0.5] }, /is off by 0.1000/],
    ['a box too far off', { ...expected, boxes: [[0, 0, 100, 80], expected.boxes[1]!] }, /has IoU 0.8000/],
    [
      'an extra detection',
      { boxes: [...expected.boxes, [0, 200, 9, 209]], scores: [0.9, 0.5, 0.4], classIds: [1, 2, 1] },
      /class 1 at 0.0 200.0 .* is extra/,
    ],
  ])('reports %s', (_name, found, message) => {
    const { problems } = compareDetections(found, expected, tolerance, threshold);
    expect(problems.join()).toMatch(message);
  });

  it('lets detections near the threshold come and go', () => {
    const faint: ExpectedDetections = { boxes: [[0, 0, 9, 9]], scores: [0.29], classIds: [1] };
    const none = { boxes: [], scores: [], classIds: [] };
    expect(compareDetections(none, faint, tolerance, threshold).problems).toEqual([]);
    expect(compareDetections(faint, none, tolerance, threshold).problems).toEqual([]);
  });

  it('does not judge by fragile detections', () => {
    const found = { boxes: [[0, 0, 100, 100]], scores: [0.9], classIds: [1] };
    const fragile = { ...expected, fragile: [1] };
    expect(compareDetections(found, fragile, tolerance, threshold).problems).toEqual([]);
  });
});

describe('compareClasses', () => {
  const classes = { ids: [7, 8, 9], probabilities: [0.6, 0.2, 0.195] };
  const scores = [0.6, 0.2, 0.195];

  it('accepts equal classes, and swaps of near ones', () => {
    expect(compareClasses({ classIds: [7, 8, 9], scores }, classes, { probability: 0.01 })).toEqual([]);
    expect(compareClasses({ classIds: [7, 9, 8], scores }, classes, { probability: 0.01 })).toEqual([]);
  });

  it('reports wrong probabilities and swaps of distant classes', () => {
    const off = compareClasses({ classIds: [7, 8, 9], scores: [0.5, 0.2, 0.195] }, classes, {
      probability: 0.01,
    });
    expect(off).toEqual(['class 7 is off by 0.1000']);
    const swapped = { classIds: [8, 7, 9], scores: [0.6, 0.2, 0.195] };
    expect(compareClasses(swapped, classes, { probability: 0.01 })).toContain('class 7 is not at place 1');
    const unknown = { classIds: [1, 8, 9], scores };
    expect(compareClasses(unknown, classes, { probability: 0.01 })).toEqual(['class 7 is not at place 1']);
  });
});

describe('iou', () => {
  it('is the shared area over the covered area', () => {
    expect(iou([0, 0, 2, 2], [1, 0, 3, 2])).toBeCloseTo(1 / 3);
    expect(iou([0, 0, 1, 1], [1, 1, 2, 2])).toBe(0);
  });
});
