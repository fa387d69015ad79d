import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCoco } from '../truth/read-coco.js';
import { areaRanges } from './average-precision.js';
import { boxOverlap } from './box-overlap.js';
import { keypointSimilarity, sigmasFor } from './keypoint-similarity.js';
import { polygonMask } from './mask-polygon.js';
import { maskArea, maskOverlap } from './mask-runs.js';
import { readMaskText } from './mask-text.js';
import { ObjectPrecision, type ObjectPrecisionOptions } from './object-precision.js';
import type { Box, FoundObject } from './objects.js';
import { classPrecisions, summarisePrecision } from './summarise-precision.js';

interface GoldenDetection {
  readonly image_id: number;
  readonly category_id: number;
  readonly score: number;
  readonly bbox?: Box;
  readonly segmentation?: { readonly counts: string };
  readonly keypoints?: readonly number[];
}

interface GoldenCase {
  readonly kind: 'bbox' | 'segm' | 'keypoints';
  readonly truth: { readonly images: readonly { id: number }[]; readonly categories: { id: number }[] };
  readonly found: readonly GoldenDetection[];
  readonly stats: readonly number[];
  readonly perClass: readonly (number | null)[];
}

interface Goldens {
  readonly cases: readonly GoldenCase[];
  readonly polygons: readonly { corners: number[]; runs: number[]; text: string }[];
}

const path = new URL('../../../goldens/coco.json', import.meta.url);
const goldens = JSON.parse(readFileSync(path, 'utf8')) as Goldens;

const options: Readonly<Record<GoldenCase['kind'], ObjectPrecisionOptions>> = {
  bbox: { areas: areaRanges, maxDetections: [1, 10, 100], overlap: boxOverlap },
  segm: { areas: areaRanges, maxDetections: [1, 10, 100], overlap: maskOverlap },
  keypoints: {
    areas: areaRanges.filter(({ name }) => name !== 'small'),
    maxDetections: [20],
    overlap: keypointSimilarity(sigmasFor(17)),
    needsKeypoints: true,
  },
};

function foundObject({ category_id, score, bbox, segmentation, keypoints }: GoldenDetection): FoundObject {
  const common = { classId: category_id, score };
  if (bbox !== undefined) return { ...common, box: bbox, area: bbox[2] * bbox[3] };
  if (segmentation !== undefined) {
    const mask = readMaskText(segmentation.counts);
    return { ...common, box: [0, 0, 0, 0], area: maskArea(mask), mask };
  }
  const xs = keypoints!.filter((_, i) => i % 3 === 0);
  const ys = keypoints!.filter((_, i) => i % 3 === 1);
  const [width, height] = [xs, ys].map((values) => Math.max(...values) - Math.min(...values));
  return { ...common, box: [0, 0, 0, 0], area: width! * height!, keypoints: keypoints! };
}

describe('average precision', () => {
  it.each(goldens.cases.map((golden, i) => [i, golden.kind, golden] as const))(
    'is that of pycocotools: case %i, %s',
    (_, kind, { truth, found, stats, perClass }) => {
      const { pictures } = readCoco(JSON.stringify(truth), 'coco.json');
      const ids = truth.images.map(({ id }) => id).sort((a, b) => a - b);
      const measured = new ObjectPrecision(options[kind]);
      // In whatever order pictures come.
      for (const index of [...pictures.keys()].reverse()) {
        const here = found.filter(({ image_id }) => image_id === ids[index]).map(foundObject);
        const objects = pictures[index]!.objects({ width: 160, height: 120 }, kind === 'segm');
        measured.add(
          index,
          here,
          objects.map((object) => ({ ...object, classId: object.categoryId })),
        );
      }
      const { areas, maxDetections } = options[kind];
      const figures = measured.precision.figures();
      const summary = Object.values(summarisePrecision(figures, areas, maxDetections));
      expect(summary).toHaveLength(stats.length);
      summary.forEach((value, i) => expect(value ?? -1).toBeCloseTo(stats[i]!, 9));
      const classes = new Map(
        classPrecisions(figures, maxDetections).map((one) => [one.classId, one.AP50_95]),
      );
      expect([...classes.keys()]).toHaveLength(perClass.filter((value) => value !== null).length);
      truth.categories.forEach(({ id }, i) => {
        expect(classes.get(id) ?? -1).toBeCloseTo(perClass[i] ?? -1, 9);
      });
    },
  );
});

describe('polygonMask', () => {
  it.each(goldens.polygons)('draws $corners as pycocotools does', ({ corners, runs, text }) => {
    expect([...polygonMask(corners, 40, 30)]).toEqual(runs);
    expect([...readMaskText(text)]).toEqual(runs);
  });
});
