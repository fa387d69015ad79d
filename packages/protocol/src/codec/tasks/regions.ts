import type { Regions } from '../../domain/meta.js';
import type { Regions as RegionsMessage } from '../../gen/farsight/v1/farsight.js';
import { expectLength } from './fit.js';

/** Domain -> message. */
export function regionsToMessage(regions: Regions | undefined): { regions: RegionsMessage | undefined } {
  if (regions === undefined) return { regions: undefined };
  return { regions: { of: regions.of, parents: Array.from(regions.parents) } };
}

/**
 * Message -> domain: nothing where there are no regions.
 *
 * @param count - entries of the result
 * @throws FarsightError INTERNAL if there is not one region per entry
 */
export function regionsFromMessage(
  regions: RegionsMessage | undefined,
  count: number,
): { regions?: Regions } {
  if (regions === undefined) return {};
  expectLength('regions', regions.parents, count);
  return { regions: { of: regions.of, parents: Int32Array.from(regions.parents) } };
}
