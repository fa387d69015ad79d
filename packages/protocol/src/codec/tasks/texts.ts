import type { Texts } from '../../domain/meta.js';
import type { Texts as TextsMessage } from '../../gen/farsight/v1/farsight.js';
import { expectLength } from './fit.js';
import { regionsFromMessage, regionsToMessage } from './regions.js';

/** Domain -> message. */
export function textsToMessage({ texts, scores, regions }: Texts): TextsMessage {
  return { texts: [...texts], scores: Array.from(scores), ...regionsToMessage(regions) };
}

/**
 * Message -> domain.
 *
 * @throws FarsightError INTERNAL if the arrays are not equally long
 */
export function textsFromMessage({ texts, scores, regions }: TextsMessage): Texts {
  const count = texts.length;
  expectLength('scores', scores, count);
  return {
    kind: 'text',
    count,
    texts,
    scores: Float32Array.from(scores),
    ...regionsFromMessage(regions, count),
  };
}
