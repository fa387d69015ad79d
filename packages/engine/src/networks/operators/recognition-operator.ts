import { FarsightError } from '@farsight/protocol';

import { readKnownVectors } from '../../decoders/known-vectors.js';
import { ignored, optional } from '../yaml/parameter.js';
import { choice, decimal, integer, text } from '../yaml/parameter-types.js';
import { findFile } from '../file-paths.js';
import type { PathRoots } from '../file-paths.js';
import type { Place } from '../yaml/located.js';
import type { Site } from '../yaml/site.js';
import { decoder } from './operator.js';

/** As the SDK names them, with and without `_distance`. */
const metrics = choice(
  'euclidean',
  'euclidean_distance',
  'squared_euclidean',
  'squared_euclidean_distance',
  'cosine_distance',
  'cosine_similarity',
  'dot_product',
);

const shortMetrics = {
  euclidean_distance: 'euclidean',
  squared_euclidean_distance: 'squared_euclidean',
} as const;

export const recognition = decoder(
  'classifications',
  {
    embeddings_file: text,
    distance_threshold: optional(decimal(-1e6, 1e6), 0.2),
    distance_metric: optional(metrics, 'euclidean'),
    k: optional(integer(1, 100_000), 1),
    // For making such a file with the SDK.
    update_embeddings: ignored,
    generate_embeddings: ignored,
  },
  (values, { roots, place, site }) => {
    const metric = values.distance_metric;
    return {
      op: 'recognition',
      embeddingsFile: embeddingsPath(values.embeddings_file, roots, place, site),
      distanceThreshold: values.distance_threshold,
      distanceMetric:
        metric === 'euclidean_distance' || metric === 'squared_euclidean_distance'
          ? shortMetrics[metric]
          : metric,
      k: values.k,
    };
  },
  ({ embeddings_file: file }, { roots, place, site }) => {
    try {
      return readKnownVectors(embeddingsPath(file, roots, place, site)).names;
    } catch (error) {
      throw site.invalid(place, FarsightError.from(error).message);
    }
  },
);

/** Absolute path of an embeddings file that a network file names. */
function embeddingsPath(written: string, roots: PathRoots, place: Place, site: Site): string {
  const path = findFile(written, roots);
  if (path !== undefined) return path;
  throw site.invalid(
    place,
    `Expected a JSON file of names and vectors at ${JSON.stringify(written)} for embeddings_file but there is none.`,
  );
}
