import { FarsightError } from '@farsight/protocol';
import type { TrackerStep } from '../definition.js';

type Value = number | boolean | string;

/**
 * The parameters of a tracker as {@link TrackerStep} has them: names of the algorithm's own code, ranges checked when the
 * network's file was read. All throw FarsightError INVALID_NETWORK for a value of another type.
 */
export class TrackerParameters {
  readonly #algorithm: string;
  readonly #given: Readonly<Record<string, Value>>;

  constructor({ algorithm, parameters }: Pick<TrackerStep, 'algorithm' | 'parameters'>) {
    this.#algorithm = algorithm;
    this.#given = parameters;
  }

  number(name: string, byDefault: number): number {
    const value = this.#given[name] ?? byDefault;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw this.#wrong(name, 'a number', value);
  }

  boolean(name: string, byDefault: boolean): boolean {
    const value = this.#given[name] ?? byDefault;
    if (typeof value === 'boolean') return value;
    throw this.#wrong(name, 'true or false', value);
  }

  choice<T extends string>(name: string, byDefault: T, choices: readonly T[]): T {
    const value = this.#given[name] ?? byDefault;
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw this.#wrong(name, choices.join(', '), value);
  }

  #wrong(name: string, expected: string, value: Value): FarsightError {
    return new FarsightError(
      'INVALID_NETWORK',
      `Expected ${expected} for ${name} of tracker ${this.#algorithm} but received ${JSON.stringify(value)}.`,
    );
  }
}
