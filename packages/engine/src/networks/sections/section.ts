import { isGiven } from '../yaml/located.js';
import type { LocatedMap, Place } from '../yaml/located.js';
import { expectMap } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import { nearestName } from '../yaml/suggest.js';

/** A map with nothing in it. */
export function emptyMap(place: Place): LocatedMap {
  return { kind: 'map', place, entries: new Map() };
}

/** The map at a key; an empty one where the key is absent or has no value. */
export function mapAt(map: LocatedMap, key: string, site: Site): LocatedMap {
  const value = map.entries.get(key)?.value;
  return isGiven(value) ? expectMap(value, key, site) : emptyMap(map.place);
}

/**
 * Sections of the format have keys that make no difference for serving, and other versions of the SDK have more: they
 * are let through. A key that looks like a slip of the hand is not.
 */
export function refuseSlips(map: LocatedMap, known: readonly string[], kind: string, site: Site): void {
  for (const [name, { keyPlace }] of map.entries) {
    if (known.includes(name)) continue;
    if (nearestName(name, known, 2) !== undefined) throw site.unknown(keyPlace, kind, name, known);
  }
}
