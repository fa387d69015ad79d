import { isGiven } from './located.js';
import type { Located, LocatedMap } from './located.js';
import type { Site } from './site.js';

/** How the value of a key is read, and what counts where the key is absent. */
export interface Parameter<T> {
  /** Whether the key may be left out. */
  readonly isOptional: boolean;
  /** `value` is undefined where the key is absent or has no value. */
  read(value: Located | undefined, name: string, site: Site): T;
}

/** Keys and how to read each. */
export type Schema = Readonly<Record<string, Parameter<unknown>>>;

/** What reading by a schema gives. */
export type Values<S extends Schema> = {
  readonly [K in keyof S]: S[K] extends Parameter<infer T> ? T : never;
};

/**
 * Reads the values of a map by a schema. The map may have been put together from several files: every error names the
 * place of the value it is about.
 *
 * @param owner - What is said to lack a key that must be there; its place is named.
 */
export function readValues<S extends Schema>(
  schema: S,
  entries: LocatedMap['entries'],
  owner: Located,
  site: Site,
): Values<S> {
  const read = Object.entries(schema).map(([name, parameter]) => {
    const value = entries.get(name)?.value;
    if (!isGiven(value) && !parameter.isOptional) {
      throw site.invalid(owner.place, `Expected a value for ${name}, which is missing.`);
    }
    return [name, parameter.read(isGiven(value) ? value : undefined, name, site)];
  });
  return Object.fromEntries(read) as Values<S>;
}

/** Throws if a map has keys the schema does not. */
export function refuseUnknown(
  schema: Schema,
  entries: LocatedMap['entries'],
  kind: string,
  site: Site,
): void {
  for (const [name, { keyPlace }] of entries) {
    if (!Object.hasOwn(schema, name)) throw site.unknown(keyPlace, kind, name, Object.keys(schema));
  }
}

/** A value that must be there. */
export function required<T>(read: (value: Located, name: string, site: Site) => T): Parameter<T> {
  return {
    isOptional: false,
    read: (value, name, site) => {
      if (value === undefined) throw new TypeError(`${name} is required and was not checked.`);
      return read(value, name, site);
    },
  };
}

/** A value that may be left out. */
export function optional<T, const D>(parameter: Parameter<T>, fallback: D): Parameter<T | D> {
  return {
    isOptional: true,
    read: (value, name, site) => (value === undefined ? fallback : parameter.read(value, name, site)),
  };
}

/** A value the format has and that makes no difference here. */
export const ignored: Parameter<undefined> = { isOptional: true, read: () => undefined };
