import { FarsightError } from '@farsight/protocol';

import { describeLocated } from './located.js';
import type { Located, Place } from './located.js';
import { suggest } from './suggest.js';

/** What is being read, for messages: a file, and perhaps a task and an operator in it. */
export class Site {
  readonly #task: string | undefined;
  readonly #operator: string | undefined;

  constructor(task?: string, operator?: string) {
    this.#task = task;
    this.#operator = operator;
  }

  /** The same task, at one of its operators. */
  operator(name: string): Site {
    return new Site(this.#task, name);
  }

  /** `net.yaml line 7, task detections, operator letterbox: Expected …` */
  invalid(place: Place, message: string): FarsightError {
    return new FarsightError('INVALID_NETWORK', `${this.#where(place)}: ${message}`);
  }

  expected(what: string, name: string, value: Located): FarsightError {
    return this.invalid(value.place, `Expected ${what} for ${name} but received ${describeLocated(value)}.`);
  }

  /** A name that is none of those there are. */
  unknown(place: Place, kind: string, name: string, known: Iterable<string>): FarsightError {
    return this.invalid(
      place,
      `Expected a known ${kind} but received ${JSON.stringify(name)}${suggest(name, known)}.`,
    );
  }

  /** Something the format has and this version does not. */
  unsupported(place: Place, what: string): FarsightError {
    return new FarsightError('UNSUPPORTED', `${this.#where(place)}: ${what} not supported yet.`);
  }

  #where({ file, line }: Place): string {
    const task = this.#task === undefined ? '' : `, task ${this.#task}`;
    const operator = this.#operator === undefined ? '' : `, operator ${this.#operator}`;
    return `${file} line ${line}${task}${operator}`;
  }
}
