import { readFileSync } from 'node:fs';
import type { LoadedNetwork, NetworkDefinition } from '@farsight/engine';
import { loadNetwork } from '@farsight/engine';
import { decodeFrame } from '@farsight/media';
import type { PixelFrame, ResultKind, TaskResult } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { compareLandmarks } from './compare-faces.js';
import { compareMap } from './compare-maps.js';
import { compareDetections, type FoundDetections } from './compare.js';
import { hasReference, referenceFolder } from './expected.js';
import { readTask } from './expected-tasks.js';
import {
  cocoCategories,
  facesDefinition,
  faceVectorsDefinition,
  mapDefinitions,
  platesDefinition,
  ssdDefinition,
} from './task-definitions.js';
import { warpFace } from './warp-face.js';

type Find = <Kind extends ResultKind>(
  frame: PixelFrame,
  kind: Kind,
) => Promise<Extract<TaskResult, { kind: Kind }>>;

function picture(path: string): PixelFrame {
  const codec = path.endsWith('.png') ? 'png' : 'jpeg';
  const data = readFileSync(referenceFolder + path);
  return decodeFrame({ stamp: { streamId: path, index: 0, ptsUs: 0 }, codec, data }, { maxPixels: 1e8 });
}

/** Loads a network, lets `use` find things with it, and releases it. */
async function withNetwork<T>(definition: NetworkDefinition, use: (find: Find) => Promise<T>): Promise<T> {
  const network = await loadNetwork(definition, { intraOpThreads: 1 });
  try {
    return await use((frame, kind) => find(network, frame, kind));
  } finally {
    await network.release();
  }
}

async function find<Kind extends ResultKind>(
  network: LoadedNetwork,
  frame: PixelFrame,
  kind: Kind,
): Promise<Extract<TaskResult, { kind: Kind }>> {
  const [result] = Object.values((await network.run(frame, {})).meta);
  expect(result?.kind).toBe(kind);
  return result as Extract<TaskResult, { kind: Kind }>;
}

function rowsOf({
  boxes,
  scores,
  classIds,
}: Extract<TaskResult, { kind: 'detections' | 'keypoints' }>): FoundDetections {
  const rows = Array.from(scores, (_, i) => [...boxes.subarray(4 * i, 4 * i + 4)]);
  return { boxes: rows, scores: [...scores], classIds: [...classIds] };
}

describe.skipIf(!hasReference)(
  'reference results of other tasks (skipped without ../shared/testdata)',
  () => {
    it("finds what TensorFlow's SSD found, in frames of any size", { timeout: 60_000 }, async () => {
      const { images, tolerance } = readTask('ssd_mobilenet_v1_075_coco.onnx');
      let total = 0;
      let strict = 0;
      await withNetwork(ssdDefinition, async (find) => {
        for (const [path, expected] of Object.entries(images)) {
          const found = await find(picture(path), 'detections');
          const comparison = compareDetections(rowsOf(found), expected, tolerance, 0.4);
          expect(expected.classIds.map((id) => cocoCategories[id])).toEqual(expected.labels);
          expect({ path, problems: comparison.problems }).toEqual({ path, problems: [] });
          total += comparison.expected;
          strict += comparison.withinStrict;
        }
      });
      expect(total).toBeGreaterThan(100);
      expect(strict / total).toBeGreaterThanOrEqual(tolerance.strict.shareAtLeast);
    });

    it('finds the faces and landmarks that RetinaFace found', async () => {
      const { images, tolerance } = readTask('retinaface_mnet025_640.onnx');
      let total = 0;
      let strict = 0;
      await withNetwork(facesDefinition, async (find) => {
        for (const [path, expected] of Object.entries(images)) {
          const found = await find(picture(path), 'keypoints');
          const comparison = compareDetections(rowsOf(found), expected, tolerance, 0.2);
          const problems = [
            ...comparison.problems,
            ...compareLandmarks(found, expected, tolerance.landmarkPx),
          ];
          expect({ path, problems }).toEqual({ path, problems: [] });
          total += comparison.expected;
          strict += comparison.withinStrict;
        }
      });
      expect(total).toBeGreaterThan(20);
      expect(strict / total).toBeGreaterThanOrEqual(tolerance.strict.shareAtLeast);
    });

    it('gives the vectors of faces that MobileFaceNet gave', async () => {
      const { images, cosine } = readTask('mobilefacenet.onnx');
      const vectors: Float32Array[] = [];
      await withNetwork(faceVectorsDefinition, async (find) => {
        for (const [path, { crops }] of Object.entries(images)) {
          for (const { matrix, first16 } of crops) {
            const { vectors: found } = await find(warpFace(picture(path), matrix), 'embeddings');
            expect(found).toHaveLength(128);
            expect(Math.hypot(...found)).toBeCloseTo(1, 5);
            first16.forEach((value, i) => expect(Math.abs(found[i]! - value)).toBeLessThan(0.005));
            vectors.push(found);
          }
        }
      });
      expect(vectors).toHaveLength(cosine.order.length);
      const product = (a: Float32Array, b: Float32Array): number =>
        a.reduce((sum, x, i) => sum + x * b[i]!, 0);
      vectors.forEach((a, i) => {
        vectors.forEach((b, j) => {
          // A cosine of 0.999 with the reference's vectors is an angle of 0.045, and products could be twice that off.
          expect(Math.abs(product(a, b) - cosine.matrix[i]![j]!)).toBeLessThan(0.01);
        });
      });
    });

    it('reads the plates that LPRNet read', async () => {
      const { images } = readTask('lprnet_cn_24x94.onnx');
      const texts: Record<string, string> = {};
      await withNetwork(platesDefinition(), async (find) => {
        for (const path of Object.keys(images)) {
          const { texts: found, scores } = await find(picture(path), 'text');
          texts[path] = found.join();
          expect(scores[0]).toBeGreaterThan(0.5);
          expect(scores[0]).toBeLessThanOrEqual(1);
        }
      });
      expect(texts).toEqual(
        Object.fromEntries(Object.entries(images).map(([path, { text }]) => [path, text])),
      );
    });

    it.each(mapDefinitions.map((definition) => [definition.name, definition] as const))(
      '%s gives every pixel the class that the reference gave it',
      { timeout: 60_000 },
      async (name, definition) => {
        const { images, tolerance } = readTask(name as 'deeplabv3_mnv2_dm05_voc_257.onnx');
        expect(Object.keys(images).length).toBeGreaterThan(0);
        await withNetwork(definition, async (find) => {
          for (const [path, expected] of Object.entries(images)) {
            const problems = compareMap(await find(picture(path), 'semantic'), expected, tolerance);
            expect({ path, problems }).toEqual({ path, problems: [] });
          }
        });
      },
    );
  },
);
