import { FarsightError } from '@farsight/protocol';
import type { TrackerStep } from '../definition.js';
import { suggest } from '../networks/yaml/suggest.js';

/** What a number must be. */
interface NumberRule {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
}

/**
 * Reads the parameters of a tracker: each once, by the name in the algorithm's own code. `maxAge` is `max_age`, as some
 * network files have it. {@link done} refuses what nobody read.
 *
 * All throw FarsightError INVALID_NETWORK.
 */
export class TrackerParameters {
  readonly #algorithm: string;
  /** By plain name. */
  readonly #given: ReadonlyMap<string, { readonly name: string; readonly value: number | boolean | string }>;
  readonly #known: string[] = [];

  constructor({ algorithm, parameters }: Pick<TrackerStep, 'algorithm' | 'parameters'>) {
    this.#algorithm = algorithm;
    this.#given = new Map(Object.entries(parameters).map(([name, value]) => [plain(name), { name, value }]));
  }

  /** @param alias - Another name that means the same. */
  number(name: string, byDefault: number, rule: NumberRule = {}, alias?: string): number {
    const value = this.#read(name, alias) ?? byDefault;
    const { least = -Infinity, most = Infinity, whole = false } = rule;
    const fits = typeof value === 'number' && value >= least && value <= most;
    if (fits && (!whole || Number.isInteger(value))) return value;
    const kind = whole ? 'a whole number' : 'a number';
    const range = most === Infinity ? `from ${least} on` : `from ${least} to ${most}`;
    throw this.#wrong(name, `${kind} ${range}`, value);
  }

  boolean(name: string, byDefault: boolean): boolean {
    const value = this.#read(name) ?? byDefault;
    if (typeof value === 'boolean') return value;
    throw this.#wrong(name, 'true or false', value);
  }

  choice<T extends string>(name: string, byDefault: T, choices: readonly T[]): T {
    const value = this.#read(name) ?? byDefault;
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw this.#wrong(name, choices.join(', '), value);
  }

  /** All have been read. */
  done(): void {
    const known = this.#known.map(plain);
    for (const [key, { name }] of this.#given) {
      if (known.includes(key)) continue;
      const hint = suggest(name, this.#known);
      throw new FarsightError(
        'INVALID_NETWORK',
        `Expected a parameter of ${this.#algorithm} for tracker.algo_params but received ${JSON.stringify(name)}${hint}.`,
      );
    }
  }

  #read(name: string, alias = name): number | boolean | string | undefined {
    this.#known.push(name, ...(alias === name ? [] : [alias]));
    return (this.#given.get(plain(name)) ?? this.#given.get(plain(alias)))?.value;
  }

  #wrong(name: string, expected: string, value: unknown): FarsightError {
    return new FarsightError(
      'INVALID_NETWORK',
      `Expected ${expected} for ${name} of tracker ${this.#algorithm} but received ${JSON.stringify(value)}.`,
    );
  }
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
