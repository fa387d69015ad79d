import { readFile } from 'node:fs/promises';
import type { Detections, Meta } from '@farsight/client';
import { iou } from '../../reference/compare.js';

const samples = new URL('../../../samples/', import.meta.url);

/** A code that is in a sample, as samples/expected.json has it. */
export interface ExpectedCode {
  readonly name: string;
  readonly box: readonly [x1: number, y1: number, x2: number, y2: number];
}

/** What is in a sample image. */
export interface ExpectedImage {
  readonly width: number;
  readonly height: number;
  readonly codes: number;
  readonly boxes: readonly ExpectedCode[];
}

/** The bytes of a sample. */
export function sample(name: string): Promise<Buffer> {
  return readFile(new URL(name, samples));
}

/** What is in a sample image, by the one who made it. */
export async function expectedIn(name: string): Promise<ExpectedImage> {
  const all = JSON.parse(await readFile(new URL('expected.json', samples), 'utf8')) as Record<
    string,
    ExpectedImage
  >;
  const expected = all[name];
  if (expected === undefined) throw new Error(`samples/expected.json has nothing about ${name}.`);
  return expected;
}

/** The boxes among the results of a frame. */
export function detectionsIn(meta: Meta): Detections {
  const [result] = Object.values(meta);
  if (result?.kind !== 'detections') throw new Error('Expected the results of a frame to be boxes.');
  return result;
}

/** How many expected codes have a box of their class with an overlap (IoU) of at least 0.5, each box counting once. */
export function codesFound(
  found: Detections,
  labels: readonly string[],
  expected: readonly ExpectedCode[],
): number {
  const free = new Set(Array.from({ length: found.count }, (_, index) => index));
  return expected.filter(({ name, box }) => {
    const match = [...free].find(
      (index) =>
        labels[found.classIds[index] ?? -1] === name &&
        iou(Array.from(found.boxes.subarray(4 * index, 4 * index + 4)), box) >= 0.5,
    );
    if (match !== undefined) free.delete(match);
    return match !== undefined;
  }).length;
}
