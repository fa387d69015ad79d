import { invalidTruth } from './invalid-truth.js';

/** An object of a JSON file, and where it is, for messages. */
export interface Located {
  readonly where: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The entries of a list of objects. */
export function objectsAt(where: string, value: unknown): readonly Located[] {
  if (!Array.isArray(value)) throw invalidTruth(where, 'a list', value);
  return value.map((entry: unknown, i) => ({
    where: `${where}[${i}]`,
    fields: fieldsOf(`${where}[${i}]`, entry),
  }));
}

/** The fields of an object. */
export function fieldsOf(where: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw invalidTruth(where, 'an object', value);
}

/** A whole number, such as an id. */
export function integerAt({ where, fields }: Located, name: string): number {
  const value = fields[name];
  if (Number.isSafeInteger(value)) return value as number;
  throw invalidTruth(`${where}.${name}`, 'a whole number', value);
}

/** A text that is not empty. */
export function textAt({ where, fields }: Located, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalidTruth(`${where}.${name}`, 'a text', value);
}

/** Numbers, all finite. */
export function numbersAt(where: string, value: unknown): readonly number[] {
  if (Array.isArray(value) && value.every((one) => Number.isFinite(one))) return value as number[];
  throw invalidTruth(where, 'a list of numbers', value);
}
