import fc from 'fast-check';
import type { Regions, ResultKind, TaskResult } from '../domain/meta.js';

const float = fc.float({ noNaN: true });
const score = fc.float({ min: 0, max: 1, noNaN: true });
const id = fc.nat(2 ** 31 - 1);

function floats(length: number, value = float): fc.Arbitrary<Float32Array> {
  return fc.array(value, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));
}

function ids(length: number): fc.Arbitrary<Int32Array> {
  return fc.array(id, { minLength: length, maxLength: length }).map((values) => Int32Array.from(values));
}

/** Half of the results are of a cascade. */
function regions(count: number): fc.Arbitrary<{ regions?: Regions }> {
  const some = fc.record({ of: fc.string(), parents: ids(count) }).map((value) => ({ regions: value }));
  return fc.oneof(some, fc.constant({}));
}

/** Half of the results are followed by a tracker; of no boxes nobody can tell. */
function trackIds(count: number): fc.Arbitrary<{ trackIds?: Int32Array }> {
  if (count === 0) return fc.constant({});
  return fc.oneof(
    ids(count).map((value) => ({ trackIds: value })),
    fc.constant({}),
  );
}

function boxes(count: number, valuesPerBox = 4) {
  const columns = fc.record({
    count: fc.constant(count),
    boxes: floats(valuesPerBox * count),
    scores: floats(count, score),
    classIds: ids(count),
  });
  return merged(columns, regions(count));
}

function merged<A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) {
  return fc.tuple(a, b).map(([first, second]): A & B => ({ ...first, ...second }));
}

/** COCO's run lengths of any mask with so many pixels. */
export function anyRuns(pixels: number): fc.Arbitrary<Uint32Array> {
  return fc.array(fc.nat(pixels), { maxLength: 12 }).map((cuts) => {
    const ends = [...cuts.sort((a, b) => a - b), pixels];
    return Uint32Array.from(ends, (end, i) => end - (ends[i - 1] ?? 0));
  });
}

const side = fc.integer({ min: 1, max: 12 });
const few = fc.nat(4);

const semantic = fc.tuple(side, side).chain(([width, height]) =>
  anyRuns(width * height).chain((lengths) =>
    fc
      .array(fc.integer({ min: -1, max: 300 }), { minLength: lengths.length, maxLength: lengths.length })
      .map((classIds) => ({
        kind: 'semantic' as const,
        width,
        height,
        classIds: Int32Array.from(classIds),
        lengths: Int32Array.from(lengths),
      })),
  ),
);

const segments = fc.tuple(few, side, side).chain(([count, width, height]) =>
  merged(
    merged(boxes(count), trackIds(count)),
    fc
      .array(anyRuns(width * height), { minLength: count, maxLength: count })
      .map((masks) => ({ kind: 'segments' as const, width, height, masks })),
  ),
);

const keypoints = fc.tuple(few, fc.integer({ min: 1, max: 5 })).chain(([count, keypointsPerBox]) =>
  merged(
    merged(boxes(count), trackIds(count)),
    floats(3 * keypointsPerBox * count).map((values) => ({
      kind: 'keypoints' as const,
      keypointsPerBox,
      keypoints: values,
    })),
  ),
);

const classes = (count: number) =>
  merged(
    fc.record({ count: fc.constant(count), classIds: ids(count), scores: floats(count) }),
    regions(count),
  );

/** Two values 65535 apart and whole ones between: 16 bits hold them exactly. */
const depth = fc.tuple(side, side).chain(([width, height]) =>
  fc.array(fc.nat(65_535), { minLength: width * height, maxLength: width * height }).map((levels) => ({
    kind: 'depth' as const,
    width,
    height,
    values: Float32Array.from(levels.length < 2 ? levels : [0, 65_535, ...levels.slice(2)]),
  })),
);

/** Any result that a server may send, by kind. */
export const anyResult: { readonly [K in ResultKind]: fc.Arbitrary<Extract<TaskResult, { kind: K }>> } = {
  detections: few.chain((count) => boxes(count)).map((value) => ({ kind: 'detections', ...value })),
  classifications: few.chain(classes).map((value) => ({ kind: 'classifications', ...value })),
  tracks: few
    .chain((count) =>
      merged(
        boxes(count),
        ids(count).map((value) => ({ trackIds: value })),
      ),
    )
    .map((value) => ({ kind: 'tracks', ...value })),
  keypoints,
  segments,
  'oriented-boxes': few
    .chain((count) => boxes(count, 5))
    .map((value) => ({ kind: 'oriented-boxes', ...value })),
  semantic,
  depth,
  embeddings: fc.tuple(few, fc.integer({ min: 1, max: 6 })).chain(([count, size]) =>
    merged(
      floats(size * count).map((vectors) => ({ kind: 'embeddings' as const, count, size, vectors })),
      regions(count),
    ),
  ),
  text: few.chain((count) =>
    merged(
      fc.record({
        kind: fc.constant('text' as const),
        count: fc.constant(count),
        texts: fc.array(fc.string({ unit: 'grapheme' }), { minLength: count, maxLength: count }),
        scores: floats(count, score),
      }),
      regions(count),
    ),
  ),
};

/** All kinds there are. */
export const everyKind = Object.keys(anyResult) as readonly ResultKind[];
