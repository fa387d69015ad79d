import type { Segments } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import type { YoloHead } from '../definition.js';
import { boxSelection } from './testing/box-selection.js';
import type { FloatTensor } from './testing/head-tensor.js';
import { floatTensor, rowsTensor, transposed } from './testing/head-tensor.js';
import { runConstant as run } from './testing/run-constant.js';

/** Of the grids of strides 8, 16 and 32 at 64x64. */
const cells = 84;

/** Centre 20, 30, size 8 x 4, class 1: in the source 32..48 x 24..32. */
const box = [20, 30, 8, 4];
const found = {
  count: 1,
  boxes: Float32Array.of(32, 24, 48, 32),
  scores: Float32Array.of(0.75),
  classIds: Int32Array.of(1),
};

describe('YOLO networks in the runtime', () => {
  it.each<[string, FloatTensor, YoloHead?]>([
    ['v8', transposed(rowsTensor(cells, 6, [{ at: 7, values: [...box, 0, 0.75] }]))],
    ['v8 transposed', rowsTensor(cells, 6, [{ at: 7, values: [...box, 0, 0.75] }])],
    ['v5', rowsTensor(3 * cells, 7, [{ at: 7, values: [...box, 1, 0, 0.75] }])],
    ['end-to-end', rowsTensor(30, 6, [{ at: 7, values: [16, 28, 24, 32, 0.75, 1] }])],
    // Column 2, row 3 of the grid at stride 8.
    ['yolox', rowsTensor(cells, 7, [{ at: 26, values: [0.5, 0.75, 0, Math.log(0.5), 1, 0, 0.75] }]), 'yolox'],
  ])('find boxes: %s', async (_name, output, head) => {
    const decode = { op: 'decodeyolo', head: head ?? 'auto', ...boxSelection } as const;
    expect(await run([output], decode, 'detections')).toEqual({ kind: 'detections', ...found });
  });

  it('find boxes: raw', async () => {
    const outputs = [8, 4, 2].map((side) => floatTensor([1, 21, side, side]));
    for (const { data } of outputs) data.fill(-20);
    // Anchor 0 at column 2, row 3: half a cell to the right, 0.75 down.
    const values = [0, Math.log(0.625 / 0.375), 0, 0, 20, -20, Math.log(3)];
    values.forEach((value, k) => (outputs[0]!.data[64 * k + 26] = value));
    const anchors = [
      [8, 4],
      [8, 8],
      [8, 8],
    ].map((sides) => [...sides, ...sides, ...sides]);
    const decode = { op: 'decodeyolo', head: 'auto', anchors, ...boxSelection } as const;
    const result = await run(outputs, decode, 'detections');
    expect(result).toMatchObject({ kind: 'detections', count: 1, classIds: found.classIds });
    const { boxes, scores } = result as typeof found;
    boxes.forEach((value, i) => {
      expect(value).toBeCloseTo(found.boxes[i]!, 3);
    });
    expect(scores[0]).toBeCloseTo(0.75, 5);
  });

  it('find keypoints', async () => {
    const values = [...box, 0, 0.75, 20, 30, 0.5, 22, 31, 1];
    const output = transposed(rowsTensor(cells, 12, [{ at: 7, values }]));
    const decode = { op: 'decodeyolopose', keypoints: 2, ...boxSelection } as const;
    expect(await run([output], decode, 'keypoints')).toEqual({
      kind: 'keypoints',
      ...found,
      keypointsPerBox: 2,
      keypoints: Float32Array.of(40, 28, 0.5, 44, 30, 1),
    });
  });

  it('find masks', async () => {
    const head = transposed(rowsTensor(cells, 7, [{ at: 7, values: [...box, 0, 0.75, 1] }]));
    const prototypes = floatTensor([1, 1, 16, 16]);
    prototypes.data.fill(9);
    const decode = { op: 'decodeyoloseg', ...boxSelection } as const;
    const result = await run([head, prototypes], decode, 'segments');
    expect(result).toMatchObject({ kind: 'segments', ...found, width: 128, height: 64 });
    const [mask] = (result as Segments).masks;
    // 16 columns of 8 pixels from 32, 24 on.
    const gaps = Array.from({ length: 15 }, () => [8, 56]).flat();
    expect([...mask!]).toEqual([32 * 64 + 24, ...gaps, 8, 128 * 64 - (47 * 64 + 32)]);
  });

  it('find turned boxes', async () => {
    const output = transposed(rowsTensor(cells, 7, [{ at: 7, values: [...box, 0, 0.75, 0.5] }]));
    const decode = { op: 'decodeyoloobb', ...boxSelection } as const;
    expect(await run([output], decode, 'oriented-boxes')).toEqual({
      kind: 'oriented-boxes',
      count: 1,
      boxes: Float32Array.of(40, 28, 16, 8, 0.5),
      scores: found.scores,
      classIds: found.classIds,
    });
  });
});
