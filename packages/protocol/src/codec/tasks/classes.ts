import type { Regions } from '../../domain/meta.js';
import type { Regions as RegionsMessage } from '../../gen/farsight/v1/farsight.js';
import { expectLength } from './fit.js';
import { regionsFromMessage, regionsToMessage } from './regions.js';

/** What results with classes have in common. */
export interface Classes {
  readonly count: number;
  readonly classIds: Int32Array;
  readonly scores: Float32Array;
  readonly regions?: Regions;
}

/** {@link Classes} as messages have them. */
export interface ClassesMessage {
  classIds: number[];
  scores: number[];
  regions: RegionsMessage | undefined;
}

/** Domain -> message. */
export function classesToMessage({ scores, classIds, regions }: Classes): ClassesMessage {
  return { scores: Array.from(scores), classIds: Array.from(classIds), ...regionsToMessage(regions) };
}

/**
 * Message -> domain.
 *
 * @throws FarsightError INTERNAL if the arrays are not equally long
 */
export function classesFromMessage({ scores, classIds, regions }: ClassesMessage): Classes {
  const count = scores.length;
  expectLength('class ids', classIds, count);
  return {
    count,
    scores: Float32Array.from(scores),
    classIds: Int32Array.from(classIds),
    ...regionsFromMessage(regions, count),
  };
}
