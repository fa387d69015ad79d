import type { SemanticMap } from '../../domain/meta.js';
import type { SemanticMap as SemanticMapMessage } from '../../gen/farsight/v1/farsight.js';
import { expectLength, expectPixels } from './fit.js';

/** Domain -> message. */
export function semanticToMessage({ width, height, classIds, lengths }: SemanticMap): SemanticMapMessage {
  return { width, height, classIds: Array.from(classIds), lengths: Array.from(lengths) };
}

/**
 * Message -> domain.
 *
 * @throws FarsightError INTERNAL if the runs do not cover the map
 */
export function semanticFromMessage({ width, height, classIds, lengths }: SemanticMapMessage): SemanticMap {
  expectLength('classes', classIds, lengths.length);
  expectPixels('class map', lengths, width * height);
  return {
    kind: 'semantic',
    width,
    height,
    classIds: Int32Array.from(classIds),
    lengths: Int32Array.from(lengths),
  };
}
