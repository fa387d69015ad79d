import { readFileSync } from 'node:fs';
import type { Classifications, Detections, Keypoints, Segments, TaskResult } from '@farsight/protocol';
import { compareClasses, compareDetections } from './compare.js';
import { referenceThreshold } from './definitions.js';
import { referenceFolder, type ExpectedModel } from './expected.js';
import { compareKeypoints } from './keypoints.js';
import { compareMasks } from './masks.js';
import { rowsOf, Tally } from './tally.js';

/** What a network finds on an image, by whatever way. */
export type Find = (image: Uint8Array) => Promise<TaskResult>;

/** What lies outside the tolerance on all photographs of a model, a sentence each. */
export async function compareModel(find: Find, model: ExpectedModel): Promise<string[]> {
  switch (model.task) {
    case 'classification':
      return compareClassifier(find, model);
    case 'detection':
      return compareDetector(find, model);
    case 'instance segmentation':
      return compareSegmenter(find, model);
    case 'pose':
      return comparePose(find, model);
  }
}

async function compareClassifier(
  find: Find,
  { images, tolerance }: Extract<ExpectedModel, { task: 'classification' }>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const [image, expected] of Object.entries(images)) {
    const found = (await find(readFileSync(referenceFolder + image))) as Classifications;
    const classes = { classIds: [...found.classIds], scores: [...found.scores] };
    problems.push(...compareClasses(classes, expected, tolerance).map((text) => `${image}: ${text}`));
  }
  return problems;
}

async function compareDetector(
  find: Find,
  { images, tolerance }: Extract<ExpectedModel, { task: 'detection' }>,
): Promise<string[]> {
  const boxes = new Tally();
  for (const [image, expected] of Object.entries(images)) {
    const found = rowsOf((await find(readFileSync(referenceFolder + image))) as Detections);
    boxes.add(image, compareDetections(found, expected, tolerance, referenceThreshold));
  }
  return boxes.problems('detections', tolerance.strict.shareAtLeast);
}

async function compareSegmenter(
  find: Find,
  { images, tolerance }: Extract<ExpectedModel, { task: 'instance segmentation' }>,
): Promise<string[]> {
  const boxes = new Tally();
  const masks = new Tally();
  for (const [image, expected] of Object.entries(images)) {
    const found = (await find(readFileSync(referenceFolder + image))) as Segments;
    const rows = rowsOf(found);
    const withMasks = { ...rows, masks: found.masks };
    boxes.add(image, compareDetections(rows, expected, tolerance, referenceThreshold));
    masks.add(image, compareMasks(withMasks, expected, tolerance, referenceThreshold));
  }
  const { shareAtLeast, maskShareAtLeast } = tolerance.strict;
  return [...boxes.problems('detections', shareAtLeast), ...masks.problems('masks', maskShareAtLeast)];
}

async function comparePose(
  find: Find,
  { images, tolerance }: Extract<ExpectedModel, { task: 'pose' }>,
): Promise<string[]> {
  const boxes = new Tally();
  const points = new Tally();
  for (const [image, expected] of Object.entries(images)) {
    const found = (await find(readFileSync(referenceFolder + image))) as Keypoints;
    const rows = rowsOf(found);
    const withPoints = { ...rows, keypoints: found.keypoints };
    boxes.add(image, compareDetections(rows, expected, tolerance, referenceThreshold));
    points.add(image, compareKeypoints(withPoints, expected, tolerance, referenceThreshold));
  }
  const { shareAtLeast, keypointShareAtLeast } = tolerance.strict;
  return [...boxes.problems('detections', shareAtLeast), ...points.problems('points', keypointShareAtLeast)];
}
