import { FarsightError } from '@farsight/protocol';
import type { RecognitionStep } from '../definition.js';
import { topK } from '../kernels/topk.js';
import type { Decoder } from './decoder.js';
import { vectorReader } from './embedding.js';
import type { KnownVectors } from './known-vectors.js';
import { readKnownVectors } from './known-vectors.js';

/**
 * Names of the known vectors nearest to the first output, best first, each name once; none if none is near enough. Class ids
 * are places of names in the file. Both sides have length 1, so all metrics follow from the cosine of their angle, and the
 * scores are the same for each: `(1 + cosine) / 2`, 1 for equal vectors, 0.5 for unrelated ones. The step's threshold is in
 * its metric: most for distances, least for `cosine_similarity` and `dot_product`. Error: INVALID_NETWORK if the file cannot
 * be used, or its vectors have another size than the network's.
 */
export function recognitionDecoder(step: RecognitionStep): Decoder {
  const known = readKnownVectors(step.embeddingsFile);
  const read = vectorReader(step.op);
  const isNear = nearness(step);
  return {
    kind: 'classifications',
    decode(outputs, _geometry, { scoreThreshold = 0, maxResults = step.k }) {
      const vector = read(outputs);
      checkSize(known, vector.length);
      const cosines = bestCosines(known, vector);
      const classIds = topK(cosines, maxResults).filter((id) => {
        return isNear(cosines[id]!) && scoreOf(cosines[id]!) >= scoreThreshold;
      });
      const scores = Float32Array.from(classIds, (id) => scoreOf(cosines[id]!));
      return { kind: 'classifications', count: classIds.length, classIds, scores };
    },
  };
}

function scoreOf(cosine: number): number {
  return Math.min(1, Math.max(0, (1 + cosine) / 2));
}

/** Whether vectors at this cosine are near enough. Of vectors of length 1 the squared distance is 2 - 2 * cosine. */
function nearness({
  distanceMetric,
  distanceThreshold: limit,
}: RecognitionStep): (cosine: number) => boolean {
  switch (distanceMetric) {
    case 'euclidean':
      return (cosine) => Math.sqrt(Math.max(0, 2 - 2 * cosine)) <= limit;
    case 'squared_euclidean':
      return (cosine) => 2 - 2 * cosine <= limit;
    case 'cosine_distance':
      return (cosine) => 1 - cosine <= limit;
    case 'cosine_similarity':
    case 'dot_product':
      return (cosine) => cosine >= limit;
  }
}

/** For each name the cosine of the nearest of its vectors; -Infinity everywhere for a vector without direction. */
function bestCosines({ names, size, vectors, owners }: KnownVectors, vector: Float32Array): Float32Array {
  const best = new Float32Array(names.length).fill(-Infinity);
  if (vector.every((value) => value === 0)) return best;
  owners.forEach((owner, i) => {
    let cosine = 0;
    for (let k = 0; k < size; k++) cosine += vectors[i * size + k]! * vector[k]!;
    if (cosine > best[owner]!) best[owner] = cosine;
  });
  return best;
}

function checkSize({ size, names }: KnownVectors, received: number): void {
  if (received === size || names.length === 0) return;
  throw new FarsightError(
    'INVALID_NETWORK',
    `Expected vectors of ${received} values, as the network gives, in the embeddings_file but received ${size}.`,
  );
}
