import { describe, expect, it } from 'vitest';
import type { SemanticMap, TaskResult } from '@farsight/protocol';
import { invert, matrixMap } from '../kernels/pictures/matrix.js';
import type { Picture } from '../kernels/pictures/picture.js';
import { cropPicture, derivedPicture, wholePicture } from '../kernels/pictures/picture.js';
import { placeMaps, placeResult } from './place-result.js';
import { gridFrame } from './testing/fake-tasks.js';

const frame = { width: 8, height: 6 };
const whole = wholePicture(gridFrame(8, 6));
const crop = cropPicture(whole, { left: 3, top: 2, width: 4, height: 3 });
const listed = { count: 1, scores: Float32Array.of(0.5), classIds: Int32Array.of(1) };

/** The frame moved by two columns and a row: its pixel 0, 0 is the picture's 2, 1. */
const moved = warped([1, 0, 2, 0, 1, 1, 0, 0, 1]);
/** The frame turned by 90 degrees about its first pixel, and moved back into the picture. */
const turned = warped([0, -1, 5, 1, 0, 0, 0, 0, 1]);

function warped(matrix: readonly number[]): Picture {
  return derivedPicture(whole, gridFrame(8, 6), matrixMap(matrix, invert(matrix) ?? []));
}

/** Column by column. */
function maskOf(rows: readonly string[]): Uint32Array {
  const width = rows[0]?.length ?? 0;
  const bits = Array.from({ length: width }, (_, x) => rows.map((row) => row[x] === '#')).flat();
  const runs = [0];
  bits.forEach((bit, i) => {
    if (bit === (i === 0 ? false : bits[i - 1])) runs.push((runs.pop() ?? 0) + 1);
    else runs.push(1);
  });
  return Uint32Array.from(runs);
}

function segments(rows: readonly string[]): TaskResult {
  const [width, height] = [rows[0]?.length ?? 0, rows.length];
  return {
    kind: 'segments',
    ...listed,
    boxes: Float32Array.of(0, 0, 1, 1),
    width,
    height,
    masks: [maskOf(rows)],
  };
}

const cornered = ['##..', '#..#', '...#'];
const cornerInFrame = ['........', '........', '...##...', '...#..#.', '......#.', '........'];

describe('placeResult', () => {
  it('leaves results of the frame itself alone', () => {
    const result: TaskResult = { kind: 'detections', ...listed, boxes: Float32Array.of(1, 2, 3, 4) };
    expect(placeResult(result, whole, frame)).toBe(result);
  });

  it('moves boxes, keypoints, turned boxes and masks of a crop', () => {
    const boxes = Float32Array.of(0.5, 0, 4, 3);
    const inFrame = Float32Array.of(3.5, 2, 7, 5);
    expect(placeResult({ kind: 'detections', ...listed, boxes }, crop, frame)).toMatchObject({
      boxes: inFrame,
    });
    const keypoints = Float32Array.of(1, 2, 0.9, NaN, 0, 0.1);
    const joints: TaskResult = { kind: 'keypoints', ...listed, boxes, keypointsPerBox: 2, keypoints };
    expect(placeResult(joints, crop, frame)).toMatchObject({
      boxes: inFrame,
      keypoints: Float32Array.of(4, 4, 0.9, NaN, 2, 0.1),
    });
    const oriented: TaskResult = {
      kind: 'oriented-boxes',
      ...listed,
      boxes: Float32Array.of(1, 1, 3, 2, 0.5),
    };
    const placed = placeResult(oriented, crop, frame) as { boxes: Float32Array };
    [4, 3, 3, 2, 0.5].forEach((value, i) => expect(placed.boxes[i]).toBeCloseTo(value, 5));
    expect(placeResult(segments(cornered), crop, frame)).toMatchObject({
      ...frame,
      masks: [maskOf(cornerInFrame)],
    });
  });

  it('takes a warp back: rectangles around boxes, points exactly, masks by nearest pixels', () => {
    const boxes = Float32Array.of(2, 2, 4, 6);
    expect(placeResult({ kind: 'detections', ...listed, boxes }, turned, frame)).toMatchObject({
      boxes: Float32Array.of(2, 1, 6, 3),
    });
    const keypoints = Float32Array.of(2, 2, 0.9);
    const joints: TaskResult = { kind: 'keypoints', ...listed, boxes, keypointsPerBox: 1, keypoints };
    expect(placeResult(joints, turned, frame)).toMatchObject({ keypoints: Float32Array.of(2, 3, 0.9) });
    const oriented: TaskResult = { kind: 'oriented-boxes', ...listed, boxes: Float32Array.of(2, 2, 3, 1, 0) };
    const placed = placeResult(oriented, turned, frame) as { boxes: Float32Array };
    [2, 3, 3, 1, -Math.PI / 2].forEach((value, i) => expect(placed.boxes[i]).toBeCloseTo(value, 5));
    const seen = ['........', '...##...', '..#.....', '........', '........', '.......#'];
    const shown = ['.##.....', '#.......', '........', '........', '.....#..', '........'];
    expect(placeResult(segments(seen), moved, frame)).toMatchObject({ ...frame, masks: [maskOf(shown)] });
  });

  it('has no class where a map does not reach', () => {
    const map: SemanticMap = {
      kind: 'semantic',
      ...frame,
      classIds: Int32Array.of(4),
      lengths: Int32Array.of(48),
    };
    const { classIds, lengths } = placeResult(map, moved, frame) as SemanticMap;
    // Of each row the last two pixels are not in the picture, nor is the last row.
    expect([...classIds]).toEqual([4, -1, 4, -1, 4, -1, 4, -1, 4, -1]);
    expect([...lengths]).toEqual([6, 2, 6, 2, 6, 2, 6, 2, 6, 10]);
  });

  it('survives boxes that are not numbers', () => {
    const boxes = Float32Array.of(NaN, 0, Infinity, 1);
    for (const picture of [crop, turned]) {
      const placed = placeResult({ kind: 'detections', ...listed, boxes }, picture, frame);
      expect(placed).toMatchObject({ count: 1 });
    }
  });
});

describe('placeMaps', () => {
  it('lays later regions over earlier ones', () => {
    const part = (classId: number, width: number, height: number): SemanticMap => ({
      kind: 'semantic',
      width,
      height,
      classIds: Int32Array.of(classId),
      lengths: Int32Array.of(width * height),
    });
    const first = cropPicture(whole, { left: 0, top: 0, width: 3, height: 1 });
    const second = cropPicture(whole, { left: 2, top: 0, width: 2, height: 2 });
    const map = placeMaps([part(5, 3, 1), part(0, 2, 2)], [first, second], { width: 8, height: 6 });
    expect([...map.classIds]).toEqual([5, 0, -1, 0, -1]);
    expect([...map.lengths]).toEqual([2, 2, 6, 2, 36]);
  });

  it('covers nothing without regions', () => {
    expect(placeMaps([], [], frame)).toEqual({
      kind: 'semantic',
      ...frame,
      classIds: Int32Array.of(-1),
      lengths: Int32Array.of(48),
    });
  });
});
