import { readFileSync } from 'node:fs';
import type { Classifications, Detections, TaskResult } from '@farsight/protocol';
import { compareClasses, compareDetections } from './compare.js';
import { referenceThreshold } from './definitions.js';
import { referenceFolder, type ExpectedModel } from './expected.js';

/** What a network finds on an image, by whatever way. */
export type Find = (image: Buffer) => Promise<TaskResult>;

/** What lies outside the tolerance on all photographs of a model, a sentence each. */
export async function compareModel(find: Find, model: ExpectedModel): Promise<string[]> {
  return model.task === 'classification' ? compareClassifier(find, model) : compareDetector(find, model);
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
  const problems: string[] = [];
  let total = 0;
  let strict = 0;
  for (const [image, expected] of Object.entries(images)) {
    const found = rowsOf((await find(readFileSync(referenceFolder + image))) as Detections);
    const comparison = compareDetections(found, expected, tolerance, referenceThreshold);
    problems.push(...comparison.problems.map((text) => `${image}: ${text}`));
    total += comparison.expected;
    strict += comparison.withinStrict;
  }
  const share = strict / total;
  const { shareAtLeast } = tolerance.strict;
  if (share < shareAtLeast) problems.push(`only ${share.toFixed(3)} within the strict figures`);
  return problems;
}

function rowsOf({ count, boxes, scores, classIds }: Detections): {
  boxes: number[][];
  scores: number[];
  classIds: number[];
} {
  const rows = Array.from({ length: count }, (_, i) => [...boxes.subarray(4 * i, 4 * i + 4)]);
  return { boxes: rows, scores: [...scores], classIds: [...classIds] };
}
