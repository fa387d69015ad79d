import { FarsightError } from '@farsight/client';
import { someOf } from './invalid-truth.js';
import type { Category, ObjectTruth } from './object-truth.js';

/** What a network says of its classes. */
export interface NetworkClasses {
  /** Class id -> name; empty where nobody knows. */
  readonly labels: readonly string[];
  /** Classes it tells apart; 0 if unknown. */
  readonly count: number;
}

/** Which class of the network each category of the truth is. */
export interface MatchedClasses {
  /** Category id -> class id. */
  readonly classIds: ReadonlyMap<number, number>;
  /** Class id -> name in the annotations, where they have names. */
  readonly names: ReadonlyMap<number, string>;
  /** Categories with objects that the network does not know, left out. */
  readonly unknown: readonly string[];
  /** How they were matched. */
  readonly by: 'name' | 'order' | 'id';
}

/**
 * Matches the truth's categories with the network's classes: by name (case, spaces, `_` and `-` aside). Where either has no
 * names: by order if there are as many categories as classes, else the ids are class ids (an SSD's 1..90 are COCO's own).
 *
 * @param knownOnly - leave out what the network does not know rather than refuse
 * @throws FarsightError INVALID_ARGUMENT that lists the categories with objects that match nothing
 */
export function matchClasses(
  truth: ObjectTruth,
  network: NetworkClasses,
  knownOnly: boolean,
): MatchedClasses {
  const { classIds, by } = match(truth.categories, network);
  const used = new Set(truth.pictures.flatMap(({ categories }) => [...categories.keys()]));
  const unknown = truth.categories
    .filter(({ id }) => used.has(id) && !classIds.has(id))
    .map(({ id, name }) => name ?? `class ${id}`);
  if (unknown.length > 0 && (!knownOnly || unknown.length === used.size)) throw refusal(unknown, network);
  return { classIds, names: namesOf(truth.categories, classIds), unknown, by };
}

function namesOf(
  categories: readonly Category[],
  classIds: ReadonlyMap<number, number>,
): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { id, name } of categories) {
    const classId = classIds.get(id);
    if (classId !== undefined && name !== undefined) names.set(classId, name);
  }
  return names;
}

function match(
  categories: readonly Category[],
  { labels, count }: NetworkClasses,
): Pick<MatchedClasses, 'classIds' | 'by'> {
  const isNamed = labels.length > 0 && categories.every(({ name }) => name !== undefined);
  if (isNamed) return { classIds: byName(categories, labels), by: 'name' };
  const hasNames = categories.every(({ name }) => name !== undefined);
  if (hasNames && categories.length === count) {
    const ids = categories.map(({ id }) => id).sort((a, b) => a - b);
    return { classIds: new Map(ids.map((id, i) => [id, i])), by: 'order' };
  }
  // An SSD of 90 classes has ids 1..90; ids without names count from 0.
  const end = (Math.max(count, labels.length) || Infinity) + (hasNames ? 1 : 0);
  const known = categories.filter(({ id }) => id >= 0 && id < end);
  return { classIds: new Map(known.map(({ id }) => [id, id])), by: 'id' };
}

function byName(categories: readonly Category[], labels: readonly string[]): ReadonlyMap<number, number> {
  const ids = new Map<string, number>();
  for (const [id, label] of labels.entries()) if (!ids.has(plain(label))) ids.set(plain(label), id);
  const matched = new Map<number, number>();
  for (const { id, name = '' } of categories) {
    const classId = ids.get(plain(name));
    if (classId !== undefined) matched.set(id, classId);
  }
  return matched;
}

/** A name without what is written one way here and another there. */
function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');
}

function refusal(unknown: readonly string[], { labels, count }: NetworkClasses): FarsightError {
  const known =
    labels.length > 0 ? someOf(labels) : `${count} classes without names (--labels gives them some)`;
  return new FarsightError(
    'INVALID_ARGUMENT',
    `The network knows none of these classes of the annotations: ${someOf(unknown, 20)}. It knows: ${known}. --known-classes leaves such classes out.`,
  );
}
