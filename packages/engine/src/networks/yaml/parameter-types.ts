import { describeLocated } from './located.js';
import type { Located } from './located.js';
import { required } from './parameter.js';
import type { Parameter } from './parameter.js';
import type { Site } from './site.js';
import { nearestName } from './suggest.js';

/** A whole number within limits. */
export function integer(min: number, max: number): Parameter<number> {
  return required((value, name, site) => {
    const number = numberOf(value);
    if (number !== undefined && Number.isInteger(number) && number >= min && number <= max) return number;
    throw site.expected(`a whole number from ${min} to ${max}`, name, value);
  });
}

/** A number within limits. */
export function decimal(min: number, max: number): Parameter<number> {
  return required((value, name, site) => {
    const number = numberOf(value);
    if (number !== undefined && number >= min && number <= max) return number;
    throw site.expected(`a number from ${min} to ${max}`, name, value);
  });
}

/** `true` or `false`; YAML 1.1's `yes`, `no`, `on` and `off` too, since other readers of these files take them. */
export const boolean: Parameter<boolean> = required((value, name, site) => {
  const text = value.kind === 'scalar' ? value.text.toLowerCase() : '';
  if (['true', 'yes', 'on'].includes(text)) return true;
  if (['false', 'no', 'off'].includes(text)) return false;
  throw site.expected('true or false', name, value);
});

/** Any text; numbers count as what is written. */
export const text: Parameter<string> = required((value, name, site) => {
  if (value.kind === 'scalar') return typeof value.value === 'string' ? value.value : value.text;
  throw site.expected('a text', name, value);
});

/** One of several words, in whatever case. */
export function choice<const T extends string>(...words: readonly T[]): Parameter<T> {
  return required((value, name, site) => {
    const given = value.kind === 'scalar' ? String(value.value).toLowerCase() : undefined;
    const word = words.find((each) => each.toLowerCase() === given);
    if (word !== undefined) return word;
    const near = given === undefined ? undefined : nearestName(given, words);
    const hint = near === undefined ? '' : ` (did you mean ${JSON.stringify(near)}?)`;
    const received = describeLocated(value) + hint;
    throw site.invalid(
      value.place,
      `Expected one of ${words.join(', ')} for ${name} but received ${received}.`,
    );
  });
}

/** Numbers per channel: a number, a list, or a text such as `0.485, 0.456, 0.406` or `1/255`. */
export function numbers(check: (number: number) => boolean, what: string): Parameter<readonly number[]> {
  return required((value, name, site) => {
    const parsed = scalarsOf(value)?.map(numberOf);
    const good = parsed?.filter((number) => number !== undefined && check(number)) as number[] | undefined;
    if (good !== undefined && good.length > 0 && good.length === parsed?.length) return good;
    throw site.expected(what, name, value);
  });
}

/** Names: a list, or a text in which commas or semicolons separate them. */
export const names: Parameter<readonly string[]> = required((value, name, site) => {
  const items = scalarsOf(value);
  if (items === undefined) throw site.expected('a list of names', name, value);
  return items.map((item) => textOf(item).trim()).filter((item) => item !== '');
});

/** The items of a list, or the parts of a text; undefined for anything else. */
function scalarsOf(value: Located): Located[] | undefined {
  if (value.kind === 'list') {
    return value.items.every(({ kind }) => kind === 'scalar') ? [...value.items] : undefined;
  }
  if (value.kind !== 'scalar') return undefined;
  if (typeof value.value !== 'string') return [value];
  return value.value.split(/[,;]/).map((part) => ({ ...value, value: part.trim(), text: part.trim() }));
}

/** A finite number, also where it is written as text, also as a fraction such as `1/255`. */
function numberOf(value: Located): number | undefined {
  if (value.kind !== 'scalar') return undefined;
  return typeof value.value === 'number' ? finite(value.value) : parseNumber(textOf(value));
}

const decimalText = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A finite number from text, also from a fraction such as `1/255`; undefined for anything else. */
export function parseNumber(source: string): number | undefined {
  const [numerator, denominator, ...rest] = source.split('/').map((part) => part.trim());
  if (numerator === undefined || rest.length > 0 || !decimalText.test(numerator)) return undefined;
  if (denominator === undefined) return finite(Number(numerator));
  return decimalText.test(denominator) ? finite(Number(numerator) / Number(denominator)) : undefined;
}

function finite(number: number): number | undefined {
  return Number.isFinite(number) ? number : undefined;
}

function textOf(value: Located): string {
  if (value.kind !== 'scalar') return '';
  return typeof value.value === 'string' ? value.value : value.text;
}

/** A value that is a map. */
export function expectMap(value: Located, name: string, site: Site): Extract<Located, { kind: 'map' }> {
  if (value.kind === 'map') return value;
  throw site.expected('a map of keys and values', name, value);
}

/** A value that is a list. */
export function expectList(value: Located, name: string, site: Site): Extract<Located, { kind: 'list' }> {
  if (value.kind === 'list') return value;
  throw site.expected('a list', name, value);
}
