import { describe, expect, it } from 'vitest';
import { rankByScore } from '../kernels/rank.js';
import { CandidateList } from './candidate-list.js';

/** Scores 0.001 to 1 in a mixed order, each several times. */
const scores = Array.from({ length: 5000 }, (_, i) => (((i * 7919) % 1000) + 1) / 1000);

describe('CandidateList', () => {
  it('holds what was added, past its first capacity', () => {
    const list = new CandidateList(30_000);
    scores.forEach((score, i) => {
      list.add(i, 0, i + 1, 1, score, i % 7, 2 * i);
    });
    expect(list.count).toBe(5000);
    expect([...list.boxes.subarray(4 * 4321, 4 * 4322)]).toEqual([4321, 0, 4322, 1]);
    expect(list.classIds[4321]).toBe(4321 % 7);
    expect(list.rows[4321]).toBe(8642);
  });

  it('keeps the best when more come than are needed, equal scores in order', () => {
    const list = new CandidateList(600);
    scores.forEach((score, i) => {
      list.add(i, 0, i + 1, 1, score, 0, i);
    });
    expect(list.scores.length).toBeLessThan(2000);
    const kept = rankByScore(list.scores, list.count, 600);
    const all = rankByScore(Float32Array.from(scores), scores.length, 600);
    expect([...kept].map((i) => list.boxes[4 * i])).toEqual([...all]);
    expect([...kept].map((i) => list.rows[i])).toEqual([...all]);
  });

  it('starts over', () => {
    const list = new CandidateList(10);
    list.add(0, 0, 1, 1, 0.5, 0, 0);
    list.clear();
    expect(list.count).toBe(0);
  });
});
