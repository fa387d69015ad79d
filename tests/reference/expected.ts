import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ExpectedKeypoints, KeypointTolerance } from './keypoints.js';
import type { ExpectedMasks, MaskTolerance } from './masks.js';

/** Reference results of real weights on real photographs; not part of the project, so tests skip where it is absent. */
export const referenceFolder = fileURLToPath(new URL('../../../shared/testdata/', import.meta.url));

/** Whether the reference results are on this machine. */
export const hasReference = existsSync(`${referenceFolder}expected.json`);

/** Detections as the reference lists them: by falling score, boxes x1, y1, x2, y2 in source pixels. */
export interface ExpectedDetections {
  readonly boxes: readonly (readonly number[])[];
  readonly scores: readonly number[];
  readonly classIds: readonly number[];
  /** Indexes not to judge by. */
  readonly fragile?: readonly number[];
}

/** The best five classes. */
export interface ExpectedClasses {
  readonly ids: readonly number[];
  readonly probabilities: readonly number[];
}

/** How near a detector has to come. */
export interface DetectionTolerance {
  readonly iou: number;
  readonly score: number;
  /** At least this share of all detections of the model must come this near. */
  readonly strict: { readonly iou: number; readonly score: number; readonly shareAtLeast: number };
}

/** How near a classifier has to come. */
export interface ClassTolerance {
  readonly probability: number;
}

/** One model of the reference. */
export type ExpectedModel =
  | {
      readonly task: 'detection';
      readonly tolerance: DetectionTolerance;
      readonly images: Readonly<Record<string, ExpectedDetections>>;
    }
  | {
      readonly task: 'instance segmentation';
      readonly tolerance: MaskTolerance;
      readonly images: Readonly<Record<string, ExpectedMasks>>;
    }
  | {
      readonly task: 'pose';
      readonly tolerance: KeypointTolerance;
      readonly images: Readonly<Record<string, ExpectedKeypoints>>;
    }
  | {
      readonly task: 'classification';
      readonly tolerance: ClassTolerance;
      readonly images: Readonly<Record<string, ExpectedClasses>>;
    };

/** Reads the reference of all models, by file name. */
export function readExpected(): Readonly<Record<string, ExpectedModel>> {
  const text = readFileSync(`${referenceFolder}expected.json`, 'utf8');
  return (JSON.parse(text) as { models: Record<string, ExpectedModel> }).models;
}
