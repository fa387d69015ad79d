import { describe, expect, it } from 'vitest';
import { boxSelection } from './testing/box-selection.js';
import { filledTensor } from './testing/filled-tensor.js';
import { floatTensor, rowsTensor } from './testing/head-tensor.js';
import { runConstant as run } from './testing/run-constant.js';

/** 16..24 x 28..32 in the input. */
const found = {
  count: 1,
  boxes: Float32Array.of(32, 24, 48, 32),
  scores: Float32Array.of(0.75),
  classIds: Int32Array.of(1),
};
/** Logit of 0.75. */
const surely = Math.log(3);

describe('networks of other kinds in the runtime', () => {
  it('find boxes: SSD', async () => {
    const outputs = [
      { ...filledTensor([1, 1], [1]), name: 'detection_classes' },
      {
        ...filledTensor(
          [1, 1, 4],
          [28, 16, 32, 24].map((side) => side / 64),
        ),
        name: 'detection_boxes',
      },
      { ...filledTensor([1], [1]), name: 'num_detections' },
      { ...filledTensor([1, 1], [0.75]), name: 'detection_scores' },
    ];
    const decode = { op: 'decode-ssd-mobilenet', ...boxSelection, normalizedCoord: true } as const;
    expect(await run(outputs, decode, 'detections')).toEqual({ kind: 'detections', ...found });
  });

  it('find boxes: RTMDet', async () => {
    const scales = [8, 4, 2].flatMap((side) => [
      floatTensor([1, 2, side, side]),
      floatTensor([1, 4, side, side]),
    ]);
    for (const { dims, data } of scales) if (dims[1] === 2) data.fill(-20);
    // Class 1 at column 2, row 4 of stride 8, which is point (16, 32): nothing to its left and below it.
    const [classes, distances] = scales;
    classes!.data[64 + 34] = surely;
    [0, 0.5, 1, 0].forEach((distance, side) => (distances!.data[64 * side + 34] = distance));
    const result = await run(scales, { op: 'decodertmdet', ...boxSelection }, 'detections');
    expect(result).toMatchObject({
      kind: 'detections',
      count: 1,
      boxes: found.boxes,
      classIds: found.classIds,
    });
  });

  it('find boxes: DETR', async () => {
    const outputs = [
      { ...filledTensor([1, 2, 2], [-20, surely, -20, -20]), name: 'logits' },
      {
        ...filledTensor([1, 2, 4], [...[20, 30, 8, 4].map((side) => side / 64), 0, 0, 0, 0]),
        name: 'pred_boxes',
      },
    ];
    const decode = { op: 'decode-detr', ...boxSelection, normalizedCoord: true } as const;
    const result = await run(outputs, decode, 'detections');
    expect(result).toMatchObject({
      kind: 'detections',
      count: 1,
      boxes: found.boxes,
      classIds: found.classIds,
    });
  });

  it('find faces', async () => {
    const priors = 36;
    const scores = rowsTensor(priors, 2, [{ at: 10, values: [0.25, 0.75] }]);
    for (let i = 0; i < priors; i++) if (i !== 10) scores.data[2 * i] = 1;
    const outputs = [floatTensor([1, priors, 4]), scores, floatTensor([1, priors, 10])];
    const priorsOf = {
      minSizes: [[16, 32], [64]],
      steps: [16, 32],
      variance: [0.1, 0.2],
      clip: false,
    } as const;
    const decode = { op: 'decode-retinaface', ...boxSelection, ...priorsOf } as const;
    const centre = [48, 16, 1];
    // The square of 16 around (24, 24), its landmarks in its middle.
    expect(await run(outputs, decode, 'keypoints', { numClasses: 1 })).toEqual({
      kind: 'keypoints',
      count: 1,
      boxes: Float32Array.of(32, 0, 64, 32),
      scores: found.scores,
      classIds: Int32Array.of(0),
      keypointsPerBox: 5,
      keypoints: Float32Array.from([1, 2, 3, 4, 5].flatMap(() => centre)),
    });
  });

  it('map classes', async () => {
    const map = floatTensor([1, 2, 8, 8]);
    // Class 1 in the left half.
    map.data.fill(0.5, 0, 64);
    for (let i = 64; i < 128; i++) map.data[i] = i % 8 < 4 ? 1 : 0;
    const result = await run([map], { op: 'semantic-segmentation', binaryThreshold: 1 }, 'semantic');
    const rows = Array.from({ length: 64 });
    expect(result).toEqual({
      kind: 'semantic',
      width: 128,
      height: 64,
      classIds: Int32Array.from(rows.flatMap(() => [1, 0])),
      lengths: Int32Array.from(rows.flatMap(() => [64, 64])),
    });
  });

  it('map distances', async () => {
    const map = filledTensor(
      [1, 8, 8],
      Array.from({ length: 64 }, (_, i) => Math.floor(i / 8)),
    );
    // Rows 2 to 5 are not padding.
    expect(await run([map], { op: 'depth' }, 'depth')).toEqual({
      kind: 'depth',
      width: 8,
      height: 4,
      values: Float32Array.from([2, 3, 4, 5].flatMap((row) => Array<number>(8).fill(row))),
    });
  });

  it('give vectors of length 1', async () => {
    const vectors = Float32Array.of(0.6, 0, 0.8);
    const result = await run([filledTensor([1, 3], [3, 0, 4])], { op: 'embedding' }, 'embeddings');
    expect(result).toEqual({ kind: 'embeddings', count: 1, size: 3, vectors });
  });

  it('read text', async () => {
    // Steps first: a, a, none, b.
    const steps = [
      [9, 0, 0],
      [9, 0, 0],
      [0, 0, 9],
      [0, 9, 0],
    ];
    const labels = ['a', 'b', '-'];
    const decode = { op: 'ctc', blank: 2, layout: 'auto' } as const;
    const result = await run([filledTensor([1, 4, 3], steps.flat())], decode, 'text', {
      numClasses: 3,
      labels,
    });
    expect(result).toMatchObject({ kind: 'text', count: 1, texts: ['ab'] });
  });

  it('tell classes', async () => {
    const decode = { op: 'topk', k: 1, largest: true, sorted: true, softmax: true } as const;
    expect(await run([filledTensor([1, 2], [0, surely])], decode, 'classifications')).toEqual({
      kind: 'classifications',
      count: 1,
      classIds: Int32Array.of(1),
      scores: Float32Array.of(0.75),
    });
  });
});
