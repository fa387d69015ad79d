import type { DrawCommand, DrawList, DrawText, Meta, TaskResult } from '@farsight/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
// The generator of any result; tests may reach into the package that owns the types.
import { anyResult, everyKind } from '../../../protocol/src/testing/any-result.js';
import { overlay } from './overlay.js';
import { classColor, distanceColors } from './palette.js';
import { estimatedTextWidth, type OverlayStyle } from './style.js';
import { TrailHistory } from './trail-history.js';

const size = { width: 640, height: 480 };
const labels = { boxes: ['person', 'dog'], kinds: ['calm', 'wild'], map: ['background', 'road', 'sky'] };

function columns(...rows: readonly (readonly [x1: number, y1: number, x2: number, y2: number])[]) {
  return {
    count: rows.length,
    boxes: Float32Array.from(rows.flat()),
    scores: new Float32Array(rows.length).fill(0.5),
    classIds: new Int32Array(rows.length),
  };
}

function draw(meta: Meta, style: OverlayStyle = {}): DrawList {
  return overlay(meta, labels, size, style);
}

function only<O extends DrawCommand['op']>(list: DrawList, op: O): Extract<DrawCommand, { op: O }>[] {
  return list.filter((command): command is Extract<DrawCommand, { op: O }> => command.op === op);
}

function texts(list: DrawList): string[] {
  return only(list, 'text').map(({ text }) => text);
}

function placeOf({ text, x, y, anchor, height }: DrawText) {
  const top = anchor === 'top' ? y : y - height;
  return { left: x, right: x + estimatedTextWidth(text, height), top, bottom: top + height };
}

describe('tracks', () => {
  const boxes = { kind: 'tracks', ...columns([100, 100, 200, 300]), trackIds: Int32Array.of(7) } as const;

  it('have their number in the label and their own colour', () => {
    const list = draw({ boxes });
    expect(texts(list)).toEqual(['person #7 0.50']);
    expect(only(list, 'rect')[0]?.color).toEqual(classColor(7));
  });

  it('leave a trail where a history is given', () => {
    const trails = new TrailHistory();
    for (const x of [0, 10, 20]) {
      trails.add({ boxes: { ...boxes, boxes: Float32Array.of(x, 0, x + 10, 20) } });
    }
    expect(only(draw({ boxes }), 'polyline')).toEqual([]);
    expect(only(draw({ boxes }, { trails }), 'polyline')).toMatchObject([
      { points: [5, 10, 15, 10, 25, 10], closed: false, color: classColor(7) },
    ]);
  });

  it('are remembered for so many frames, then forgotten', () => {
    const trails = new TrailHistory(3);
    for (let i = 0; i < 5; i++) trails.add({ boxes: { ...boxes, boxes: Float32Array.of(i, 0, i, 0) } });
    expect(trails.pointsOf('boxes', 7)).toEqual([2, 0, 3, 0, 4, 0]);
    expect(trails.pointsOf('others', 7)).toEqual([]);
    for (let i = 0; i < 4; i++) trails.add({});
    expect(trails.pointsOf('boxes', 7)).toEqual([]);
  });

  it('skip places that are no numbers', () => {
    const trails = new TrailHistory();
    trails.add({ boxes: { ...boxes, boxes: Float32Array.of(NaN, 0, 1, 1) } });
    expect(trails.pointsOf('boxes', 7)).toEqual([]);
  });
});

describe('keypoints', () => {
  function person(points: number, score = 0.9): TaskResult {
    const keypoints = Float32Array.from({ length: 3 * points }, (_, i) => (i % 3 === 2 ? score : 10 * i));
    return { kind: 'keypoints', ...columns([100, 100, 200, 300]), keypointsPerBox: points, keypoints };
  }

  it('of a person get dots and a skeleton', () => {
    const list = draw({ boxes: person(17) });
    expect(only(list, 'dot')).toHaveLength(17);
    expect(only(list, 'polyline')).toHaveLength(19);
  });

  it('of a face get dots alone', () => {
    const list = draw({ boxes: person(5) });
    expect(only(list, 'dot').map(({ x, y }) => [x, y])).toContainEqual([30, 40]);
    expect(only(list, 'dot')).toHaveLength(5);
    expect(only(list, 'polyline')).toEqual([]);
  });

  it('are linked as told; links to points that do not exist are left out', () => {
    const skeletons = {
      boxes: [
        [0, 2],
        [1, 99],
      ],
    } as const;
    expect(only(draw({ boxes: person(3) }, { skeletons }), 'polyline')).toMatchObject([
      { points: [0, 10, 60, 70] },
    ]);
  });

  it('below the threshold are left out, and lines to them', () => {
    expect(draw({ boxes: person(17, 0.2) }).map(({ op }) => op)).toEqual(['rect', 'text']);
    expect(only(draw({ boxes: person(17, 0.2) }, { pointThreshold: 0.1 }), 'dot')).toHaveLength(17);
    expect(only(draw({ boxes: person(17, NaN) }), 'dot')).toEqual([]);
  });
});

describe('segments', () => {
  it('are tinted below their outline', () => {
    const runs = Uint32Array.of(0, 640 * 480);
    const boxes = { kind: 'segments', ...columns([9, 90, 50, 99]), ...size, masks: [runs] } as const;
    const list = draw({ boxes }, { maskOpacity: 0.7 });
    expect(list.map(({ op }) => op)).toEqual(['mask', 'rect', 'text']);
    expect(list[0]).toEqual({ op: 'mask', runs, ...size, color: classColor(0), opacity: 0.7 });
  });
});

describe('turned boxes', () => {
  it('are drawn by their corners, and labelled above', () => {
    const values = Float32Array.of(300, 200, 100, 50, Math.PI / 2);
    const list = draw({ boxes: { kind: 'oriented-boxes', ...columns([0, 0, 0, 0]), boxes: values } });
    const [polygon] = only(list, 'polyline');
    expect(polygon?.closed).toBe(true);
    expect(polygon?.points.map(Math.round)).toEqual([325, 150, 325, 250, 275, 250, 275, 150]);
    const [text] = only(list, 'text');
    expect(text && placeOf(text).bottom).toBeCloseTo(149);
  });
});

describe('class maps', () => {
  const map: TaskResult = {
    kind: 'semantic',
    width: 10,
    height: 10,
    classIds: Int32Array.of(2, 1, 0, -1),
    lengths: Int32Array.of(20, 50, 20, 10),
  };

  it('get a colour per class, but none for the background and where there is no class', () => {
    const [drawn] = only(draw({ map }), 'map');
    const colors = Array.from(drawn?.indexes ?? [], (index) => drawn?.palette[index]);
    expect(colors.slice(0, 20)).toEqual(new Array(20).fill(classColor(2)));
    expect(colors.slice(20, 70)).toEqual(new Array(50).fill(classColor(1)));
    expect(colors.slice(70)).toEqual(new Array(30).fill(undefined));
  });

  it('have a legend, most first', () => {
    expect(texts(draw({ map }))).toEqual(['road 50 %', 'sky 20 %']);
    expect(texts(draw({ map }, { hideScores: true, classes: ['sky'] }))).toEqual(['sky']);
  });

  it('of more classes than a byte holds are drawn all the same', () => {
    const classIds = Int32Array.from({ length: 1000 }, (_, i) => i);
    const many = { ...map, width: 1000, height: 1, classIds, lengths: new Int32Array(1000).fill(1) };
    const [drawn] = only(draw({ many }), 'map');
    expect(drawn?.indexes.every((index) => index < drawn.palette.length)).toBe(true);
  });
});

describe('distances', () => {
  it('run from the first colour to the last; what is no number has none', () => {
    const depth: TaskResult = { kind: 'depth', width: 4, height: 1, values: Float32Array.of(3, 5, NaN, 4) };
    const [map] = only(draw({ depth }), 'map');
    expect(Array.from(map?.indexes ?? [])).toEqual([0, 254, 255, 127]);
    expect(map?.palette).toBe(distanceColors);
    expect(new Set(distanceColors.map(String)).size).toBeGreaterThan(250);
  });
});

describe('what is said of boxes', () => {
  const boxes: TaskResult = { kind: 'detections', ...columns([100, 100, 200, 300], [300, 100, 400, 300]) };
  const regions = { of: 'boxes', parents: Int32Array.of(0, 0, 1) };
  const kinds: TaskResult = {
    kind: 'classifications',
    count: 3,
    classIds: Int32Array.of(1, 0, 0),
    scores: Float32Array.of(0.8, 0.2, 0.7),
    regions,
  };
  const plates: TaskResult = {
    kind: 'text',
    count: 3,
    texts: ['AB 12', '', ''],
    scores: Float32Array.of(0.95, 0, 0),
    regions,
  };

  it('stands in their labels, line by line, the best of each task', () => {
    const list = only(draw({ boxes, kinds, plates }), 'text');
    expect(list.map(({ text }) => text)).toEqual([
      'person 0.50',
      'calm 0.70',
      'person 0.50',
      'wild 0.80',
      'AB 12 0.95',
    ]);
    const tops = list.slice(2).map((text) => placeOf(text).top);
    expect(tops).toEqual([...tops].sort((a, b) => a - b));
    expect(placeOf(list[4]!).bottom).toBeCloseTo(99);
  });

  it('is listed where the boxes are not there', () => {
    expect(texts(draw({ kinds, plates }))).toEqual(['wild 0.80', 'calm 0.20', 'calm 0.70', 'AB 12 0.95']);
  });

  it('goes with boxes that the style leaves out', () => {
    expect(texts(draw({ boxes, plates }, { scoreThreshold: 0.6 }))).toEqual([]);
  });
});

describe('labels', () => {
  it('do not lie on each other where there is room', () => {
    const rows = Array.from({ length: 3 }, (_, i) => [100 + i, 200 + i, 300, 400] as const);
    const places = only(draw({ boxes: { kind: 'detections', ...columns(...rows) } }), 'text').map(placeOf);
    places.forEach((a, i) => {
      for (const b of places.slice(i + 1)) {
        expect(a.bottom <= b.top || b.bottom <= a.top || a.right <= b.left || b.right <= a.left).toBe(true);
      }
    });
  });
});

describe('anything', () => {
  it.each(everyKind)('of the kind %s is drawn without fail, as it was given', (kind) => {
    const any: fc.Arbitrary<TaskResult> = anyResult[kind];
    fc.assert(
      fc.property(any, (result) => {
        const before = structuredClone(result);
        const list = overlay({ boxes: result }, labels, size);
        expect(kind === 'embeddings' ? list : []).toEqual([]);
        expect(result).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });

  it('of ten thousand boxes too', () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, i) => [i % 600, i % 400, (i % 600) + 9, (i % 400) + 9] as const,
    );
    const list = draw({ boxes: { kind: 'detections', ...columns(...rows) } });
    expect(list).toHaveLength(20_000);
  });
});
