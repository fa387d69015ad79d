import { areaRanges } from '../metrics/average-precision.js';
import { boxOverlap } from '../metrics/box-overlap.js';
import { keypointSimilarity, sigmasFor } from '../metrics/keypoint-similarity.js';
import { maskOverlap } from '../metrics/mask-runs.js';
import type { ObjectPrecisionOptions } from '../metrics/object-precision.js';
import type { FoundObject } from '../metrics/objects.js';
import { foundBoxes, foundKeypoints, foundMasks, type BoxResult } from './found-objects.js';
import type { MetricName } from './measure.js';

/** Metrics of objects. */
export type ObjectMetricName = Extract<MetricName, 'boxes' | 'masks' | 'keypoints'>;

/** How objects of a result are taken and compared. */
export interface ObjectMetric {
  readonly options: ObjectPrecisionOptions;
  readonly found: (result: BoxResult) => readonly FoundObject[];
}

const detectionCounts = { areas: areaRanges, maxDetections: [1, 10, 100] } as const;

/** As COCO's evaluation of `bbox`, `segm` and `keypoints`. */
export function objectMetric(name: ObjectMetricName, keypoints: number): ObjectMetric {
  switch (name) {
    case 'boxes':
      return { options: { ...detectionCounts, overlap: boxOverlap }, found: foundBoxes };
    case 'masks':
      return { options: { ...detectionCounts, overlap: maskOverlap }, found: foundMasks };
    case 'keypoints':
      return {
        options: {
          areas: areaRanges.filter((area) => area.name !== 'small'),
          maxDetections: [20],
          overlap: keypointSimilarity(sigmasFor(keypoints)),
          needsKeypoints: true,
        },
        found: foundKeypoints,
      };
  }
}
