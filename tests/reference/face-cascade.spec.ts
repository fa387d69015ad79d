import { readFileSync } from 'node:fs';
import type { NetworkDefinition, TaskDefinition } from '@farsight/engine';
import { loadNetwork } from '@farsight/engine';
import { decodeFrame } from '@farsight/media';
import type { Embeddings, Keypoints, PixelFrame } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { iou } from './compare.js';
import { hasReference, referenceFolder } from './expected.js';
import { readTask } from './expected-tasks.js';
import { facesDefinition, faceVectorsDefinition } from './task-definitions.js';

/** ArcFace's five points in a face of 112x112. */
const template = {
  templateX: [38.2946, 73.5318, 56.0252, 41.5493, 70.7299],
  templateY: [51.6963, 51.5014, 71.7366, 92.3655, 92.2041],
};

/** The best two faces, aligned, as vectors. */
function faceCascade(): NetworkDefinition {
  const [faces] = facesDefinition.tasks as [TaskDefinition];
  const [vectors] = faceVectorsDefinition.tasks as [TaskDefinition];
  const region = {
    where: 'faces',
    which: 'score',
    topK: 2,
    margin: 0,
    classFilter: [],
    processing: [],
  } as const;
  const align = { op: 'face-align', width: 112, height: 112, ...template } as const;
  return {
    ...facesDefinition,
    tasks: [
      { ...faces, name: 'faces' },
      {
        ...vectors,
        name: 'vectors',
        input: { processing: [], region },
        preprocess: [align, ...vectors.preprocess],
      },
    ],
  };
}

function picture(path: string): PixelFrame {
  const data = readFileSync(referenceFolder + path);
  return decodeFrame(
    { stamp: { streamId: path, index: 0, ptsUs: 0 }, codec: 'jpeg', data },
    { maxPixels: 1e8 },
  );
}

describe.skipIf(!hasReference)(
  'faces found, aligned and told apart (skipped without ../shared/testdata)',
  () => {
    it('gives the vectors of the reference', { timeout: 60_000 }, async () => {
      const { images, cosine } = readTask('mobilefacenet.onnx');
      const network = await loadNetwork(faceCascade(), { intraOpThreads: 1 });
      const found: Float32Array[] = [];
      for (const [path, { crops }] of Object.entries(images)) {
        const { meta } = await network.run(picture(path), {});
        const [faces, { vectors, regions }] = [meta.faces as Keypoints, meta.vectors as Embeddings];
        expect(regions).toEqual({ of: 'faces', parents: Int32Array.of(0, 1) });
        crops.forEach(({ box, first16 }, i) => {
          expect(iou(box, [...faces.boxes.subarray(4 * i, 4 * i + 4)])).toBeGreaterThan(0.99);
          const vector = vectors.subarray(128 * i, 128 * (i + 1));
          first16.forEach((value, at) => expect(Math.abs((vector[at] ?? NaN) - value)).toBeLessThan(0.01));
          found.push(vector);
        });
      }
      await network.release();
      expect(found).toHaveLength(cosine.order.length);
      const product = (a: Float32Array, b: Float32Array): number =>
        a.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0);
      const products = found.map((a) => found.map((b) => product(a, b)));
      products.forEach((row, i) => {
        row.forEach((value, j) =>
          expect(Math.abs(value - (cosine.matrix[i]?.[j] ?? NaN))).toBeLessThan(0.01),
        );
      });
    });
  },
);
