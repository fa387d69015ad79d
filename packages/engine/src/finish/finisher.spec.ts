import type { Classifications, Detections, Keypoints, Meta, Segments, Tracks } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import type { FinishStep, NetworkDefinition, TaskDefinition, TrackerStep } from '../definition.js';
import { openFinisher } from './finisher.js';

/** Tells of tracks at once. */
const tracker: TrackerStep = {
  op: 'tracker',
  algorithm: 'sort',
  historyLength: 3,
  subtaskRuns: 0,
  parameters: { min_hits: 0, max_age: 2 },
};

function task(name: string, finish: readonly FinishStep[]): TaskDefinition {
  const weights = { path: '/nowhere' };
  const size = { inputWidth: 1, inputHeight: 1, inputChannels: 3, numClasses: 0 };
  return {
    name,
    model: { name, weights, inputLayout: 'NCHW', ...size },
    input: { processing: [] },
    colorFormat: 'RGB',
    preprocess: [],
    decode: { op: 'depth' },
    refine: [],
    finish,
    labels: [],
    resultKind: 'detections',
  };
}

function network(...tasks: readonly TaskDefinition[]): NetworkDefinition {
  return { name: 'net', description: '', licence: '', origin: '', tasks };
}

/** Boxes of 20x20 at these x. */
function boxesAt(...places: readonly number[]): Detections {
  return {
    kind: 'detections',
    count: places.length,
    boxes: Float32Array.from(places.flatMap((x) => [x, 10, x + 20, 30])),
    scores: Float32Array.from(places, () => 0.9),
    classIds: Int32Array.from(places, (_, i) => i),
  };
}

/** Per entry: parent, class, score. */
function classesOf(...entries: readonly (readonly [number, number, number])[]): Classifications {
  return {
    kind: 'classifications',
    count: entries.length,
    classIds: Int32Array.from(entries, ([, classId]) => classId),
    scores: Float32Array.from(entries, ([, , score]) => score),
    regions: { of: 'boxes', parents: Int32Array.from(entries, ([parent]) => parent) },
  };
}

/** Per entry: parent, x of the only point. */
function pointsOf(...entries: readonly (readonly [number, number])[]): Keypoints {
  return {
    ...boxesAt(...entries.map(([, x]) => x)),
    kind: 'keypoints',
    keypointsPerBox: 1,
    keypoints: Float32Array.from(entries.flatMap(([, x]) => [x, 5, 1])),
    regions: { of: 'boxes', parents: Int32Array.from(entries, ([parent]) => parent) },
  };
}

const rows = ({ classIds, scores, regions }: Classifications): number[][] =>
  Array.from(classIds, (classId, i) => [regions!.parents[i]!, classId, Math.round(100 * scores[i]!) / 100]);

describe('openFinisher', () => {
  it('is nothing for a network that has nothing to finish', () => {
    expect(openFinisher(network(task('boxes', [])))).toBeUndefined();
  });

  it('refuses parameters that make no sense', () => {
    const wrong = { ...tracker, parameters: { max_age: 'long' } };
    expect(() => openFinisher(network(task('boxes', [wrong])))).toThrow(
      'Expected a number for max_age of tracker sort but received "long".',
    );
  });
});

describe('a tracker', () => {
  it('turns detections into tracks that keep their ids, whatever order they come in', () => {
    const finisher = openFinisher(network(task('boxes', [tracker])))!;
    const first = finisher.finish({ boxes: boxesAt(0, 100) }).boxes as Tracks;
    const second = finisher.finish({ boxes: boxesAt(101, 300, 1) }).boxes as Tracks;
    expect(first).toMatchObject({ kind: 'tracks', count: 2, trackIds: Int32Array.of(1, 2) });
    expect(second).toMatchObject({ trackIds: Int32Array.of(1, 2, 3), classIds: Int32Array.of(2, 0, 1) });
    expect(Math.abs(second.boxes[4]! - 101)).toBeLessThan(1);
  });

  it('lets keypoints and masks keep their kind, gives them ids, and leaves out what belongs to no track', () => {
    const late = { ...tracker, parameters: { min_hits: 1, max_age: 2 } };
    const definition = network(task('poses', [late]), task('masks', [late]));
    const finisher = openFinisher(definition)!;
    const masks = (...places: number[]): Segments => ({
      ...boxesAt(...places),
      kind: 'segments',
      width: 2,
      height: 1,
      masks: places.map((x) => Uint32Array.of(x, 2)),
    });
    finisher.finish({ poses: pointsOf([0, 7], [0, 200]), masks: masks(7, 200) });
    const { poses, masks: segments } = finisher.finish({
      poses: pointsOf([0, 500], [0, 8]),
      masks: masks(500, 8),
    });
    expect(poses).toMatchObject({ kind: 'keypoints', count: 1, trackIds: Int32Array.of(1) });
    expect((poses as Keypoints).keypoints).toEqual(Float32Array.of(8, 5, 1));
    expect(segments).toMatchObject({ kind: 'segments', count: 1, masks: [Uint32Array.of(8, 2)] });
  });

  it('keeps streams apart', () => {
    const definition = network(task('boxes', [tracker]));
    const [one, other] = [openFinisher(definition)!, openFinisher(definition)!];
    for (let i = 0; i < 5; i++) one.finish({ boxes: boxesAt(200 * i) });
    expect(other.finish({ boxes: boxesAt(0) }).boxes).toMatchObject({ trackIds: Int32Array.of(1) });
  });

  it('copes with no boxes, boxes that are none, and tasks that were not run', () => {
    const finisher = openFinisher(network(task('boxes', [tracker]), task('more', [])))!;
    const odd: Detections = {
      kind: 'detections',
      count: 4,
      boxes: Float32Array.of(NaN, 0, 1, 1, 5, 5, 5, 9, 9, 9, 1, 1, 0, 0, Infinity, 4),
      scores: Float32Array.of(1, 1, 1, 1),
      classIds: new Int32Array(4),
    };
    expect(finisher.finish({ boxes: odd }).boxes).toMatchObject({ kind: 'tracks', count: 0 });
    expect(finisher.finish({ boxes: boxesAt() }).boxes).toMatchObject({ kind: 'tracks', count: 0 });
    expect(finisher.finish({})).toEqual({});
  });
});

describe('what is found on boxes that are followed', () => {
  it('belongs to rows of tracks, in their order; what was found on no track is left out', () => {
    const late = { ...tracker, parameters: { min_hits: 1, max_age: 2 } };
    const finisher = openFinisher(network(task('boxes', [late]), task('classes', [])))!;
    finisher.finish({ boxes: boxesAt(0, 100) });
    const classes = classesOf([0, 7, 0.9], [1, 8, 0.8], [2, 9, 0.7], [2, 6, 0.1]);
    // 100 is the second track, 300 is new and told of later, 0 is the first track.
    const done = finisher.finish({ boxes: boxesAt(100, 300, 0), classes }).classes as Classifications;
    expect(rows(done)).toEqual([
      [0, 9, 0.7],
      [0, 6, 0.1],
      [1, 7, 0.9],
    ]);
  });
});

describe('addclassificationstotracker', () => {
  const add: FinishStep = { op: 'addclassificationstotracker', where: 'boxes' };
  function run(step: TrackerStep, frames: readonly Meta[]): number[][][] {
    const finisher = openFinisher(network(task('boxes', [step]), task('classes', [add])))!;
    return frames.map((meta) => rows(finisher.finish(meta).classes as Classifications));
  }
  const boxes = boxesAt(0);

  it('names each track by all that was seen of it, for all tracks that are there', () => {
    const looks = [
      classesOf([0, 1, 0.9], [1, 5, 0.5]),
      classesOf([0, 2, 0.6]),
      classesOf(),
      classesOf([0, 2, 0.6], [1, 4, 0.9]),
    ];
    const seen = run(
      tracker,
      looks.map((classes) => ({ boxes: boxesAt(0, 100), classes })),
    );
    expect(seen).toEqual([
      [
        [0, 1, 0.9],
        [1, 5, 0.5],
      ],
      [
        [0, 1, 0.45],
        [1, 5, 0.5],
      ],
      [
        [0, 1, 0.45],
        [1, 5, 0.5],
      ],
      [
        [0, 2, 0.4],
        [1, 4, 0.45],
      ],
    ]);
  });

  it('forgets what is longer ago than its history', () => {
    const looks = [1, 2, 2, 2].map((classId) => ({ boxes, classes: classesOf([0, classId, 0.5]) }));
    expect(run({ ...tracker, historyLength: 2 }, looks).map(([first]) => first)).toEqual([
      [0, 1, 0.5],
      [0, 1, 0.25],
      [0, 2, 0.5],
      [0, 2, 0.5],
    ]);
  });

  it('counts no more runs of a track than it is told', () => {
    const looks = [1, 1, 2, 2, 2].map((classId) => ({ boxes, classes: classesOf([0, classId, 0.5]) }));
    const seen = run({ ...tracker, historyLength: 30, subtaskRuns: 2 }, looks);
    expect(seen.at(-1)).toEqual([[0, 1, 0.5]]);
  });

  it('forgets tracks that ended', () => {
    const gone = { boxes: boxesAt(), classes: classesOf() };
    const back = { boxes, classes: classesOf([0, 2, 0.5]) };
    const seen = run(tracker, [{ boxes, classes: classesOf([0, 1, 0.9]) }, gone, gone, gone, back]);
    expect(seen.at(-1)).toEqual([[0, 2, 0.5]]);
  });
});

describe('addkeypointstotracker', () => {
  const add: FinishStep = { op: 'addkeypointstotracker', where: 'boxes' };

  it('gives the newest keypoints of every track that is there, until they are too old', () => {
    const finisher = openFinisher(network(task('boxes', [tracker]), task('poses', [add])))!;
    const seen = [pointsOf([0, 1], [1, 101]), pointsOf([1, 102]), pointsOf(), pointsOf(), pointsOf()].map(
      (poses) => finisher.finish({ boxes: boxesAt(0, 100), poses }).poses as Keypoints,
    );
    const points = seen.map(({ keypoints, regions }) =>
      Array.from(regions!.parents, (parent, i) => [parent, keypoints[3 * i]]),
    );
    expect(points).toEqual([
      [
        [0, 1],
        [1, 101],
      ],
      [
        [0, 1],
        [1, 102],
      ],
      [
        [0, 1],
        [1, 102],
      ],
      [
        [0, 1],
        [1, 102],
      ],
      [[1, 102]],
    ]);
  });
});
