/** What Python's `repr` of plain data, or JSON, can hold. */
export type PythonValue =
  string | number | boolean | null | readonly PythonValue[] | ReadonlyMap<PythonValue, PythonValue>;

const maxDepth = 20;

/**
 * Parses a Python literal (https://docs.python.org/3/library/ast.html#ast.literal_eval: dictionaries, lists, tuples,
 * strings, numbers, True, False, None) or JSON. Undefined for anything else; never throws, never evaluates.
 */
export function parsePythonLiteral(text: string): PythonValue | undefined {
  try {
    return new LiteralParser(text).parse();
  } catch (error) {
    if (error instanceof NotALiteral) return undefined;
    throw error;
  }
}

class NotALiteral extends Error {}

const words = new Map<string, boolean | null>([
  ['True', true],
  ['False', false],
  ['None', null],
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences */
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  '/': '/', // JSON
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

class LiteralParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): PythonValue {
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) throw new NotALiteral();
    return value;
  }

  #value(depth: number): PythonValue {
    if (depth > maxDepth) throw new NotALiteral();
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#dictionary(depth);
      case '[':
        return this.#list(']', depth);
      case '(':
        return this.#list(')', depth);
      case "'":
      case '"':
        return this.#string();
      default:
        return this.#numberOrWord();
    }
  }

  #dictionary(depth: number): ReadonlyMap<PythonValue, PythonValue> {
    const map = new Map<PythonValue, PythonValue>();
    this.#at++;
    while (!this.#take('}')) {
      const key = this.#value(depth + 1);
      if (!this.#take(':')) throw new NotALiteral();
      map.set(key, this.#value(depth + 1));
      if (!this.#take(',') && !this.#isNext('}')) throw new NotALiteral();
    }
    return map;
  }

  #list(end: string, depth: number): readonly PythonValue[] {
    const items: PythonValue[] = [];
    this.#at++;
    while (!this.#take(end)) {
      items.push(this.#value(depth + 1));
      if (!this.#take(',') && !this.#isNext(end)) throw new NotALiteral();
    }
    return items;
  }

  #string(): string {
    const quote = this.#text[this.#at++];
    let value = '';
    for (;;) {
      const character = this.#text[this.#at++];
      if (character === undefined || character === '\n') throw new NotALiteral();
      if (character === quote) return value;
      value += character === '\\' ? this.#escape() : character;
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at++] ?? '';
    const digits = { x: 2, u: 4, U: 8 }[letter];
    if (digits !== undefined) return this.#hexadecimal(digits);
    return escapes[letter] ?? `\\${letter}`; // Python leaves unknown ones as they are.
  }

  #hexadecimal(digits: number): string {
    const text = this.#text.slice(this.#at, this.#at + digits);
    const code = parseInt(text, 16);
    if (!/^[0-9a-f]+$/i.test(text) || text.length < digits || code > 0x10ffff) throw new NotALiteral();
    this.#at += digits;
    return String.fromCodePoint(code);
  }

  #numberOrWord(): number | boolean | null {
    const pattern = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z]+/y;
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) throw new NotALiteral();
    this.#at += found.length;
    const word = words.get(found);
    if (word !== undefined) return word;
    if (/^[A-Za-z]/.test(found)) throw new NotALiteral();
    return Number(found);
  }

  #skipSpace(): void {
    const space = /\s*/y;
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
  }

  #isNext(character: string): boolean {
    this.#skipSpace();
    return this.#text[this.#at] === character;
  }

  #take(character: string): boolean {
    const isNext = this.#isNext(character);
    if (isNext) this.#at++;
    return isNext;
  }
}
