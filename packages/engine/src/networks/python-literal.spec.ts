import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parsePythonLiteral } from './python-literal.js';

/** As Python's `repr` writes a string: single quotes unless there are only single ones inside. */
function repr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\\n\r\t]|[^\x20-\x7e]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const short = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
    if (short !== undefined) return short;
    if (code < 256) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 65_536
      ? `\\u${code.toString(16).padStart(4, '0')}`
      : `\\U${code.toString(16).padStart(8, '0')}`;
  });
  return quote + escaped.replaceAll(quote, `\\${quote}`) + quote;
}

describe('parsePythonLiteral', () => {
  it.each([
    ["{0: 'person', 1: 'it\\'s', 2: \"it's\"}", new Map<unknown, unknown>([[0, 'person'], [1, "it's"], [2, "it's"]])], // prettier-ignore
    ["['a', 'b',]", ['a', 'b']],
    ['(640, 480)', [640, 480]],
    ['[]', []],
    [' 32 ', 32],
    ['-1.5e3', -1500],
    ['True', true],
    ['None', null],
    ['{"0": "a", "1": null}', new Map<unknown, unknown>([['0', 'a'], ['1', null]])], // prettier-ignore
    ["'\\x41\\u00e9\\U0001f600\\q'", 'Aé😀\\q'],
  ])('reads %s', (text, value) => {
    expect(parsePythonLiteral(text)).toEqual(value);
  });

  it.each([
    '',
    '{',
    "{0 'a'}",
    "{0: 'a' 1: 'b'}",
    "'open",
    '[1, 2',
    '[1 2]',
    '1 2',
    'constructor',
    '__import__("os")',
    "'\\xg1'",
    "'\\U00110000'",
    '['.repeat(1000),
    '{0: print(1)}',
  ])('refuses %.30s', (text) => {
    // prettier-ignore
    expect(parsePythonLiteral(text)).toBeUndefined();
  });

  it('reads back whatever names Python writes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (names) => {
        const text = `{${names.map((name, id) => `${id}: ${repr(name)}`).join(', ')}}`;
        expect(parsePythonLiteral(text)).toEqual(new Map(names.map((name, id) => [id, name])));
      }),
    );
  });

  it('never throws', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', '(', ')', "'", '"', '\\', ':', ',', '0', 'a', ' ', '.', '-', 'e', 'x', '\n', 'True'); // prettier-ignore
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        expect(() => parsePythonLiteral(source)).not.toThrow();
      }),
      { numRuns: 3000 },
    );
  });
});
