import { readFileSync } from 'node:fs';
import { stillFrame } from '@farsight/client';
import { decodeFrame, encodePng } from '@farsight/media';
import type { Detections, Embeddings, Keypoints, SemanticMap, Texts } from '@farsight/protocol';
import { compareLandmarks } from './compare-faces.js';
import { compareMap } from './compare-maps.js';
import type { Find } from './compare-model.js';
import { compareDetections } from './compare.js';
import { readTask, type TaskFile } from './expected-tasks.js';
import { referenceFolder } from './expected.js';
import { rowsOf, Tally } from './tally.js';
import { warpFace } from './warp-face.js';

/** What lies outside the tolerance on all pictures of one of these models, a sentence each. */
export async function compareTask(find: Find, file: TaskFile): Promise<string[]> {
  switch (file) {
    case 'ssd_mobilenet_v1_075_coco.onnx':
      return compareSsd(find);
    case 'retinaface_mnet025_640.onnx':
      return compareFaces(find);
    case 'mobilefacenet.onnx':
      return compareVectors(find);
    case 'lprnet_cn_24x94.onnx':
      return comparePlates(find);
    default:
      return compareMaps(find, file);
  }
}

const read = (path: string): Buffer => readFileSync(referenceFolder + path);

async function compareSsd(find: Find): Promise<string[]> {
  const { images, tolerance } = readTask('ssd_mobilenet_v1_075_coco.onnx');
  const boxes = new Tally();
  for (const [path, expected] of Object.entries(images)) {
    const found = rowsOf((await find(read(path))) as Detections);
    boxes.add(path, compareDetections(found, expected, tolerance, 0.4));
  }
  return boxes.problems('detections', tolerance.strict.shareAtLeast);
}

async function compareFaces(find: Find): Promise<string[]> {
  const { images, tolerance } = readTask('retinaface_mnet025_640.onnx');
  const boxes = new Tally();
  const landmarks: string[] = [];
  for (const [path, expected] of Object.entries(images)) {
    const found = (await find(read(path))) as Keypoints;
    boxes.add(path, compareDetections(rowsOf(found), expected, tolerance, 0.2));
    landmarks.push(
      ...compareLandmarks(found, expected, tolerance.landmarkPx).map((text) => `${path}: ${text}`),
    );
  }
  return [...boxes.problems('faces', tolerance.strict.shareAtLeast), ...landmarks];
}

/** The reference gives the first 16 of 128 values of each face, and the cosines of all faces with each other. */
async function compareVectors(find: Find): Promise<string[]> {
  const { images, cosine } = readTask('mobilefacenet.onnx');
  const vectors: Float32Array[] = [];
  const problems: string[] = [];
  for (const [path, { crops }] of Object.entries(images)) {
    for (const { matrix, first16 } of crops) {
      const face = encodePng(warpFace(decodeFrame(stillFrame(read(path)), { maxPixels: 1e8 }), matrix));
      const { vectors: found } = (await find(face)) as Embeddings;
      const off = Math.max(...first16.map((value, i) => Math.abs(found[i]! - value)));
      if (!(off < 0.005)) problems.push(`${path}: a value is ${off.toFixed(4)} off`);
      if (!(Math.abs(cosineOf(found, found) - 1) < 1e-5)) problems.push(`${path}: not of length 1`);
      vectors.push(found);
    }
  }
  // A cosine of 0.999 with the reference's vectors is an angle of 0.045, and products could be twice that off.
  vectors.forEach((a, i) => {
    vectors.forEach((b, j) => {
      const off = Math.abs(cosineOf(a, b) - cosine.matrix[i]![j]!);
      if (!(off < 0.01)) problems.push(`faces ${i} and ${j}: the cosine is ${off.toFixed(4)} off`);
    });
  });
  return problems;
}

function cosineOf(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

async function comparePlates(find: Find): Promise<string[]> {
  const { images } = readTask('lprnet_cn_24x94.onnx');
  const problems: string[] = [];
  for (const [path, { text }] of Object.entries(images)) {
    const { texts, scores } = (await find(read(path))) as Texts;
    const [score = NaN] = scores;
    if (texts.join() !== text) problems.push(`${path}: ${texts.join()} instead of ${text}`);
    if (!(score > 0.5 && score <= 1)) problems.push(`${path}: a score of ${score}`);
  }
  return problems;
}

async function compareMaps(
  find: Find,
  file: 'espnet_p2q8_cityscapes_512x1024.onnx' | 'deeplabv3_mnv2_dm05_voc_257.onnx',
): Promise<string[]> {
  const { images, tolerance } = readTask(file);
  const problems: string[] = [];
  for (const [path, expected] of Object.entries(images)) {
    const found = (await find(read(path))) as SemanticMap;
    problems.push(...compareMap(found, expected, tolerance).map((text) => `${path}: ${text}`));
  }
  return problems;
}
