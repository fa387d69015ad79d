import type { Embeddings } from '../../domain/meta.js';
import type { Embeddings as EmbeddingsMessage } from '../../gen/farsight/v1/farsight.js';
import { expectLength } from './fit.js';
import { regionsFromMessage, regionsToMessage } from './regions.js';

/** Domain -> message. */
export function embeddingsToMessage({ size, vectors, regions }: Embeddings): EmbeddingsMessage {
  return { size, vectors: Array.from(vectors), ...regionsToMessage(regions) };
}

/**
 * Message -> domain.
 *
 * @throws FarsightError INTERNAL if the values are no whole vectors
 */
export function embeddingsFromMessage({ size, vectors, regions }: EmbeddingsMessage): Embeddings {
  const count = size === 0 ? 0 : Math.floor(vectors.length / size);
  expectLength('embedding values', vectors, size * count);
  return {
    kind: 'embeddings',
    count,
    size,
    vectors: Float32Array.from(vectors),
    ...regionsFromMessage(regions, count),
  };
}
