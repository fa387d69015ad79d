/** Where something stands in a file, for messages. */
export interface Place {
  /** Name of the file, without its folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** A value of a YAML file that remembers where it stands: values of several files are mixed before they are checked. */
export type Located = LocatedScalar | LocatedList | LocatedMap;

export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: string | number | boolean | null;
  /** As it is written: `1.10` is a version, not 1.1. */
  readonly text: string;
}

export interface LocatedList {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly Located[];
}

export interface LocatedMap {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: ReadonlyMap<string, LocatedEntry>;
}

export interface LocatedEntry {
  readonly keyPlace: Place;
  readonly value: Located;
}

/** Whether a value is there: `key:` without anything counts as absent. */
export function isGiven(value: Located | undefined): value is Located {
  return value !== undefined && !(value.kind === 'scalar' && value.value === null);
}

/** For messages: what was found instead of what was expected. */
export function describeLocated(value: Located): string {
  switch (value.kind) {
    case 'scalar':
      return value.value === null ? 'nothing' : shorten(JSON.stringify(value.value));
    case 'list':
      return `a list of ${value.items.length}`;
    case 'map':
      return `a map of ${value.entries.size}`;
  }
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
