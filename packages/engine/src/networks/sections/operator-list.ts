import { isGiven } from '../yaml/located.js';
import type { LocatedEntry, LocatedMap, Located, Place } from '../yaml/located.js';
import { expectList, expectMap } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import { emptyMap } from './section.js';

/** An operator as a file or a template uses it. */
export interface OperatorUse {
  readonly name: string;
  readonly place: Place;
  readonly parameters: LocatedMap['entries'];
}

/** Reads `preprocess` or `postprocess`: a list of maps of one key each, or of plain names. */
export function readOperatorList(value: Located | undefined, key: string, site: Site): OperatorUse[] {
  if (!isGiven(value)) return [];
  return expectList(value, key, site).items.map((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string') {
      return { name: item.value, place: item.place, parameters: new Map<string, LocatedEntry>() };
    }
    const { entries } = expectMap(item, `an operator of ${key}`, site);
    const [first, ...rest] = entries;
    if (first === undefined || rest.length > 0) {
      throw site.expected('one operator per item', key, item);
    }
    const [name, { keyPlace, value: parameters }] = first;
    const map = isGiven(parameters)
      ? expectMap(parameters, 'the parameters', site.operator(name))
      : emptyMap(keyPlace);
    return { name, place: keyPlace, parameters: map.entries };
  });
}

/**
 * Puts a task's operators over its template's: one of the same name overrides parameters key by key, others are added
 * after the one they follow in the task (before the next one that the template has, if they follow none).
 */
export function mergeOperators(
  template: readonly OperatorUse[],
  task: readonly OperatorUse[],
): readonly OperatorUse[] {
  const merged = [...template];
  const from = new Map<string, number>();
  let added: OperatorUse[] = [];
  let insertAt: number | undefined;
  for (const use of task) {
    const index = merged.findIndex(({ name }, at) => name === use.name && at >= (from.get(name) ?? 0));
    const base = merged[index];
    if (base === undefined) {
      if (insertAt === undefined) added.push(use);
      else merged.splice(insertAt++, 0, use);
      continue;
    }
    merged[index] = { ...use, parameters: new Map([...base.parameters, ...use.parameters]) };
    merged.splice(index, 0, ...added);
    insertAt = index + added.length + 1;
    from.set(use.name, insertAt);
    added = [];
  }
  return [...merged, ...added];
}
