import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrackerStep } from '../definition.js';
import { openTracker } from './open-tracker.js';
import { boxesToTrack, namedBoxes } from './testing/boxes.js';
import { motMetrics } from './testing/mot-metrics.js';
import { scenes, type SceneFrame } from './testing/scenes.js';
import { trackLimit, type Tracker } from './tracker.js';

type Step = Pick<TrackerStep, 'algorithm' | 'parameters'>;

const algorithms = ['sort', 'oc-sort', 'bytetrack', 'scalarmot'] as const;
/** For scenes: lost things are waited for as long by all. */
const patient: readonly Step[] = [
  { algorithm: 'sort', parameters: { max_age: 30, min_hits: 1 } },
  { algorithm: 'oc-sort', parameters: { max_age: 30, min_hits: 1 } },
  { algorithm: 'bytetrack', parameters: {} },
  { algorithm: 'scalarmot', parameters: {} },
];

const trackAll = (tracker: Tracker, frames: readonly SceneFrame[]) =>
  frames.map(({ boxes }) => tracker.update(boxesToTrack(boxes)));

describe.each(patient)('$algorithm', (step) => {
  it.each(Object.entries(scenes))('tells apart: %s', (_name, frames) => {
    const found = trackAll(openTracker(step), frames);
    const { idf1, switches, falsePositives } = motMetrics(
      frames.map(({ truth }) => truth),
      found.map(namedBoxes),
    );
    expect({ switches, falsePositives }).toEqual({ switches: 0, falsePositives: 0 });
    // Each loses the frames in which nothing was detected, and one or two at the beginning of a track.
    expect(idf1).toBeGreaterThan(0.92);
  });

  it('says which box each track was seen as, and takes its box from there', () => {
    const frames = scenes['a camera that shakes']!;
    trackAll(openTracker(step), frames).forEach(({ sources, boxes, trackIds, count }, i) => {
      expect(new Set(sources).size).toBe(count);
      expect(new Set(trackIds).size).toBe(count);
      sources.forEach((source, row) => {
        const apart = frames[i]!.boxes[source]!.slice(0, 4).map((value, k) =>
          Math.abs(value - boxes[4 * row + k]!),
        );
        expect(Math.max(...apart)).toBeLessThan(6);
      });
    });
  });

  it('says when a track has ended, and never names another so', () => {
    const tracker = openTracker(step);
    const seen = new Set<number>();
    const ended = new Set<number>();
    for (let frame = 0; frame < 200; frame++) {
      // Now here for five frames, now there, with more frames between than any waits.
      const x = 200 * Math.trunc(frame / 45);
      const update = tracker.update(boxesToTrack(frame % 45 < 5 ? [[x, 0, x + 30, 60, 0.9]] : []));
      update.trackIds.forEach((id) => {
        expect(ended.has(id)).toBe(false);
        seen.add(id);
      });
      update.ended.forEach((id) => ended.add(id));
    }
    expect(seen.size).toBe(5);
    expect([...seen].filter((id) => !ended.has(id))).toHaveLength(1);
  });
});

describe.each(algorithms)('%s', (algorithm) => {
  it('gives the same for the same, and nothing for nothing', () => {
    const frames = scenes['some come, some go']!;
    const [one, other] = [1, 2].map(() => trackAll(openTracker({ algorithm, parameters: {} }), frames));
    expect(one).toEqual(other);
    const tracker = openTracker({ algorithm, parameters: {} });
    expect(tracker.update(boxesToTrack([]))).toMatchObject({ count: 0, ended: [] });
  });

  it('never throws, whatever boxes come, and follows only those that are some', () => {
    const value = fc.oneof(
      fc.float(),
      fc.integer({ min: -50, max: 700 }),
      fc.constantFrom(NaN, Infinity, -Infinity, 3e38),
    );
    const box = fc.array(value, { minLength: 5, maxLength: 5 });
    const frames = fc.array(fc.array(box, { maxLength: 8 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(frames, fc.boolean(), (sequence, tight) => {
        const parameters = tight && algorithm !== 'bytetrack' ? { min_hits: 0, iou_threshold: 0 } : {};
        const tracker = openTracker({ algorithm, parameters });
        for (const boxes of sequence) {
          const { boxes: tracked, count, sources } = tracker.update(boxesToTrack(boxes));
          expect(tracked).toHaveLength(4 * count);
          expect(tracked.every(Number.isFinite)).toBe(true);
          expect([...sources].every((source) => source >= 0 && source < boxes.length)).toBe(true);
        }
      }),
      { seed: 8, numRuns: 150 },
    );
  });

  it('follows the best of too many boxes, and holds no more tracks than there may be', () => {
    const tracker = openTracker({ algorithm, parameters: {} });
    const crowd = (frame: number): number[][] =>
      Array.from({ length: 10_000 }, (_, i) => {
        const [x, y] = [30 * (i % 100) + 3000 * frame, 30 * Math.trunc(i / 100)];
        return [x, y, x + 20, y + 20, i < 5000 ? 0.7 : 0.9];
      });
    const counts = [0, 1].map((frame) => tracker.update(boxesToTrack(crowd(frame))));
    expect(counts[0]!.count).toBe(trackLimit);
    expect(Math.min(...counts[0]!.sources)).toBe(5000);
    expect(Math.max(...counts.flatMap(({ trackIds }) => [...trackIds]))).toBeLessThanOrEqual(2 * trackLimit);
  });

  it('begins its ids again where it is told to, without those in use', () => {
    const tracker = openTracker({
      algorithm,
      parameters: { max_id: 3, ...(algorithm !== 'bytetrack' && { max_age: 0 }) },
    });
    const ids = Array.from({ length: 3 * 40 }, (_, frame) => {
      const x = 300 * Math.trunc(frame / 40);
      return [
        ...tracker.update(
          boxesToTrack([
            [0, 0, 30, 60, 0.9],
            [x + 100, 0, x + 130, 60, 0.9],
          ]),
        ).trackIds,
      ];
    });
    expect(new Set(ids.flat())).toEqual(new Set([1, 2, 3]));
    expect(ids.every((pair) => new Set(pair).size === pair.length)).toBe(true);
  });
});

describe('classes', () => {
  const boxes = (classId: number) => boxesToTrack([[0, 0, 30, 60, 0.9, classId]]);
  it.each(algorithms)('%s', (algorithm) => {
    const tracker = openTracker({ algorithm, parameters: {} });
    const ids = [1, 2].map((classId) => tracker.update(boxes(classId)).trackIds[0]);
    // Only scalarmot looks at them.
    expect(ids).toEqual(algorithm === 'scalarmot' ? [1, 2] : [1, 1]);
  });
});
