import type { Place } from '../yaml/located.js';
import type { Site } from '../yaml/site.js';
import { suggest } from '../yaml/suggest.js';

/** More labels than this are not listed in a message. */
const maxListed = 100;

/** Class ids of label names; a number that is no label's name is an id itself. */
export function classIds(
  parameter: string,
  wanted: readonly string[],
  labels: readonly string[],
  place: Place,
  site: Site,
): readonly number[] {
  return wanted.map((label) => {
    const id = labels.indexOf(label);
    if (id >= 0) return id;
    if (/^\d{1,6}$/.test(label)) return Number(label);
    const known = labels.length <= maxListed ? suggest(label, labels) : '';
    throw site.invalid(
      place,
      `Expected names of classes for ${parameter} but received ${JSON.stringify(label)}${known}.`,
    );
  });
}
