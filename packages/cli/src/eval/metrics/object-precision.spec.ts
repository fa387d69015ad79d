import { describe, expect, it } from 'vitest';
import { areaRanges } from './average-precision.js';
import { boxOverlap } from './box-overlap.js';
import { ObjectPrecision } from './object-precision.js';
import type { Box, FoundObject, TrueObject } from './objects.js';
import { classPrecisions, summarisePrecision } from './summarise-precision.js';

const maxDetections = [1, 10, 100];
const options = { areas: areaRanges, maxDetections, overlap: boxOverlap };

function found(score: number, box: Box, classId = 0): FoundObject {
  return { classId, score, box, area: box[2] * box[3] };
}

function truth(box: Box, crowd = false, classId = 0): TrueObject {
  return { classId, box, area: box[2] * box[3], crowd };
}

function measured(
  ...pictures: readonly (readonly [readonly FoundObject[], readonly TrueObject[]])[]
): ReturnType<typeof summarisePrecision> {
  const precision = new ObjectPrecision(options);
  for (const [i, [here, there]] of pictures.entries()) precision.add(i, here, there);
  return summarisePrecision(precision.precision.figures(), areaRanges, maxDetections);
}

const box: Box = [10, 10, 20, 20];

describe('ObjectPrecision', () => {
  it('has nothing to say without objects', () => {
    expect(new Set(Object.values(measured([[found(0.9, box)], []])))).toEqual(new Set([null]));
    expect(measured([[], []]).mAP50).toBeNull();
  });

  it('is 0 where nothing was found and 1 where all is right', () => {
    expect(measured([[], [truth(box)]])).toMatchObject({ mAP50_95: 0, AR100: 0, mAP50_95_large: null });
    const right = measured([[found(0.9, box)], [truth(box)]]);
    expect(right.mAP50_95).toBeCloseTo(1, 9);
    expect(right.AR1).toBeCloseTo(1, 9);
  });

  it('counts a second box on the same object as wrong, and any number on a crowd as nothing', () => {
    const two = [found(0.9, box), found(0.8, box)];
    const other: Box = [100, 100, 20, 20];
    expect(measured([two, [truth(box), truth(other)]]).mAP50).toBeCloseTo(51 / 101, 9);
    const wrongFirst = [found(0.9, [300, 0, 20, 20]), found(0.8, box)];
    expect(measured([wrongFirst, [truth(box)]]).mAP50).toBeCloseTo(0.5, 9);
    const crowd = [truth(other), truth([0, 0, 60, 60], true)];
    expect(measured([[...two, found(0.7, other)], crowd]).mAP50).toBeCloseTo(1, 9);
  });

  it('takes boxes without area for no overlap', () => {
    expect(measured([[found(0.9, [10, 10, 0, 0])], [truth(box)]]).mAP50).toBe(0);
    expect(measured([[found(0.9, [10, 10, 0, 0])], [truth([10, 10, 0, 0])]]).mAP50).toBe(0);
  });

  it('averages classes of the truth alone', () => {
    const precision = new ObjectPrecision(options);
    precision.add(0, [found(0.9, box), found(0.9, box, 5)], [truth(box), truth(box, false, 7)]);
    const classes = classPrecisions(precision.precision.figures(), maxDetections);
    expect(classes.map(({ classId, AP50 }) => [classId, Math.round(AP50 * 1e9) / 1e9])).toEqual([
      [0, 1],
      [7, 0],
    ]);
  });

  it('looks at the best hundred of a class and picture', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => found(1 - i / 20_000, [200, 200, 20, 20]));
    expect(measured([[...many, found(0.1, box)], [truth(box)]]).AR100).toBe(0);
    expect(measured([[...many.slice(0, 99), found(0.1, box)], [truth(box)]]).AR100).toBe(1);
  });
});
