import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import type { TaskResult } from '@farsight/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLabelMap } from '../truth/read-label-map.js';
import { ClassMeasure } from './class-measure.js';
import { foundBoxes, foundKeypoints } from './found-objects.js';
import { PixelMeasure } from './pixel-measure.js';
import { editDistance, TextMeasure } from './text-measure.js';

function classes(...classIds: number[]): TaskResult {
  return {
    kind: 'classifications',
    count: classIds.length,
    classIds: Int32Array.from(classIds),
    scores: new Float32Array(classIds.length),
  };
}

describe('ClassMeasure', () => {
  it('counts the first and the first five, failures as misses', () => {
    const truth = [1, 1, 2, 3].map((classId, i) => ({ file: `${i}.jpg`, classId }));
    const measure = new ClassMeasure(truth, ['a', 'b', 'c']);
    measure.add(0, classes(1, 2, 3, 4, 5));
    measure.add(1, classes(9, 8, 7, 6, 1, 2));
    measure.add(2, classes(9, 8, 7, 6, 5, 2));
    measure.add(3, undefined);
    const [report] = measure.report();
    expect(report?.figures).toEqual({ pictures: 4, top1: 0.25, top5: 0.5 });
    expect(report?.classes.map(({ label, figures }) => [label, figures.top1])).toEqual([
      ['b', 0.5],
      ['c', 0],
      ['class 3', 0],
    ]);
  });

  it('is null without pictures', () => {
    expect(new ClassMeasure([], []).report()[0]?.figures).toEqual({ pictures: 0, top1: null, top5: null });
  });
});

describe('TextMeasure', () => {
  it('counts texts that are equal, and wrong characters', () => {
    const measure = new TextMeasure(
      ['皖A160R9', 'AB12', 'XY'].map((label, i) => ({ file: `${i}.jpg`, label, where: '' })),
    );
    const text = (...texts: string[]): TaskResult => ({
      kind: 'text',
      count: texts.length,
      texts,
      scores: Float32Array.from(texts, (_, i) => i / 10),
    });
    measure.add(0, text('worse', '皖A160R9'));
    measure.add(1, text('B123'));
    measure.add(2, undefined);
    expect(measure.report()[0]?.figures).toEqual({ texts: 3, exact: 1 / 3, characterErrors: 4 / 13 });
  });

  it.each([
    ['', '', 0],
    ['kitten', 'sitting', 3],
    ['abc', '', 3],
    ['', 'ab', 2],
  ])('%j becomes %j by %i changes', (a, b, changes) => {
    expect(editDistance(Array.from(a), Array.from(b))).toBe(changes);
  });
});

describe('found objects', () => {
  const scores = Float32Array.of(0.9, NaN, 0.7, 0.6);
  const boxes = Float32Array.of(0, 0, 4, 2, 0, 0, 1, 1, 5, 5, 4, 6, 0, Infinity, 1, 1);

  it('leave out what is no box', () => {
    const found = foundBoxes({ kind: 'detections', count: 4, boxes, scores, classIds: new Int32Array(4) });
    expect(found).toEqual([
      { classId: 0, score: expect.closeTo(0.9, 6) as number, box: [0, 0, 4, 2], area: 8 },
    ]);
  });

  it('have the area around their keypoints', () => {
    const keypoints = Float32Array.of(1, 2, 1, 4, 8, 1);
    const one = { count: 1, boxes, scores, classIds: new Int32Array(1), keypointsPerBox: 2 };
    expect(foundKeypoints({ kind: 'keypoints', ...one, keypoints })[0]).toMatchObject({ area: 18 });
    const broken = Float32Array.of(1, 2, 1, NaN, 8, 1);
    expect(foundKeypoints({ kind: 'keypoints', ...one, keypoints: broken })).toEqual([]);
  });
});

/** A PNG of 8-bit grey. */
function greyPng(width: number, values: readonly number[], colourType = 0): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const height = values.length / width;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, colourType], 8);
  const rows = Array.from({ length: height }, (_, y) => [0, ...values.slice(y * width, (y + 1) * width)]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  const data = deflateSync(Buffer.from(rows.flat()));
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

describe('PixelMeasure', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'farsight-maps-'));
    writeFileSync(join(folder, 'a.png'), greyPng(3, [0, 0, 1, 1, 2, 255]));
    writeFileSync(join(folder, 'palette.png'), greyPng(3, [0, 0, 1, 1, 2, 255], 3));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const truth = (): PixelMeasure =>
    new PixelMeasure([{ file: 'a.jpg', map: join(folder, 'a.png') }], ['sky', 'road'], readLabelMap);
  const found: TaskResult = {
    kind: 'semantic',
    width: 3,
    height: 2,
    classIds: Int32Array.of(0, 1, 3, 0),
    lengths: Int32Array.of(1, 3, 1, 1),
  };

  it('is the mean over classes of intersection over union, unlabelled pixels aside', async () => {
    const measure = truth();
    await measure.add(0, found, { width: 3, height: 2 });
    const [report] = measure.report();
    // sky 1 of 2, road 2 of 3, class 2 none of 1, class 3 none of 1.
    expect(report?.figures.mIoU).toBeCloseTo((1 / 2 + 2 / 3) / 4, 12);
    expect(report?.figures.pixelAccuracy).toBeCloseTo(3 / 5, 12);
    expect(report?.classes[1]).toEqual({ label: 'road', figures: { pixels: 2, IoU: 2 / 3 } });
  });

  it('counts a failed picture as not found', async () => {
    const measure = truth();
    await measure.add(0, undefined, undefined);
    expect(measure.report()[0]?.figures).toEqual({ mIoU: 0, pixelAccuracy: 0 });
  });

  it('refuses maps of another size or kind', async () => {
    await expect(truth().add(0, found, { width: 2, height: 3 })).rejects.toThrow('Expected 2x3 pixels for');
    await expect(readLabelMap(join(folder, 'palette.png'))).rejects.toThrow('Expected a PNG of 8-bit grey');
  });
});
