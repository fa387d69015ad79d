import type { Detections } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { Tally } from './tally.js';

function found(...classIds: number[]): { detections: Detections } {
  const count = classIds.length;
  const boxes = new Float32Array(4 * count);
  const scores = new Float32Array(count).fill(0.9);
  return { detections: { kind: 'detections', count, boxes, scores, classIds: Int32Array.from(classIds) } };
}

describe('Tally', () => {
  it('counts per class: now, and most at once', () => {
    const tally = new Tally({ detections: ['qr', 'marker'] });
    tally.add(found(0, 0, 1));
    tally.add(found(1, 1));
    const counts = tally.classes().map(({ name, now, most }) => [name, now, most]);
    expect(counts).toEqual([
      ['marker', 2, 2],
      ['qr', 0, 2],
    ]);
  });

  it('puts the newest frame into words', () => {
    const tally = new Tally({ detections: ['qr', 'marker'] });
    expect(tally.summary()).toBe('nothing found');
    tally.add(found(0, 1, 0));
    expect(tally.summary()).toBe('1 marker, 2 qr');
    tally.add(found());
    expect(tally.summary()).toBe('nothing found');
  });

  it('keeps the classes of different tasks apart and names those without a label', () => {
    const tally = new Tally({ detections: ['qr'] });
    const classIds = Int32Array.of(0);
    tally.add({
      ...found(0),
      kinds: { kind: 'classifications', count: 1, classIds, scores: Float32Array.of(1) },
    });
    expect(tally.summary()).toBe('1 class 0, 1 qr');
  });

  it('gives the share of the classes of maps', () => {
    const tally = new Tally({ map: ['road', 'sky'] });
    const [classIds, lengths] = [Int32Array.of(0, 1, 0, -1), Int32Array.of(20, 3, 30, 47)];
    tally.add({ map: { kind: 'semantic', width: 10, height: 10, classIds, lengths } });
    expect(tally.summary()).toBe('50 % road, 3.0 % sky');
  });

  it('counts texts by what they say, and forgets those of long ago', () => {
    const tally = new Tally({});
    const say = (...texts: string[]): void => {
      tally.add({
        plates: { kind: 'text', count: texts.length, texts, scores: new Float32Array(texts.length) },
      });
    };
    for (let i = 0; i < 1000; i++) say(`plate ${i}`, '');
    expect(tally.summary()).toBe('1 plate 999');
    expect(tally.classes()).toHaveLength(200);
    say('plate 999', 'plate 999');
    expect(tally.summary()).toBe('2 plate 999');
  });

  it('counts the best class of every region', () => {
    const tally = new Tally({ kinds: ['car', 'bus'] });
    const regions = { of: 'boxes', parents: Int32Array.of(0, 0, 1) };
    const [classIds, scores] = [Int32Array.of(1, 0, 1), new Float32Array(3)];
    tally.add({ kinds: { kind: 'classifications', count: 3, classIds, scores, regions } });
    expect(tally.summary()).toBe('2 bus');
  });
});
