import { FarsightError } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Located } from './located.js';
import { fillPlaceholders } from './placeholders.js';
import { maxYamlBytes, readYaml } from './read-yaml.js';

/** Without the places. */
function plain(value: Located): unknown {
  switch (value.kind) {
    case 'scalar':
      return value.value;
    case 'list':
      return value.items.map(plain);
    case 'map':
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry.value)]));
  }
}

function refusal(message: RegExp): unknown {
  return expect.objectContaining({
    code: 'INVALID_NETWORK',
    message: expect.stringMatching(message) as string,
  });
}

function expectMapOrRefusal(text: string): void {
  let outcome: string;
  try {
    outcome = readYaml(text, 'net.yaml').kind;
  } catch (error) {
    outcome = FarsightError.is(error) ? error.code : String(error);
  }
  expect(['map', 'INVALID_NETWORK']).toContain(outcome);
}

describe('readYaml', () => {
  it('gives values as YAML 1.2 has them, and as they are written', () => {
    const top = readYaml('a: True\nb: 1.10\nc: [1, "2", ~]\nd:\n', 'net.yaml');
    expect(plain(top)).toEqual({ a: true, b: 1.1, c: [1, '2', null], d: null });
    expect(top.entries.get('b')?.value).toMatchObject({ text: '1.10', place: { file: 'net.yaml', line: 2 } });
    expect(top.entries.get('d')?.value.place.line).toBe(4);
  });

  it('follows aliases and merges maps, own keys first', () => {
    const top = readYaml('base: &b {x: 1, y: 2}\none:\n  <<: *b\n  y: 3\ntwo: *b\n', 'net.yaml');
    expect(plain(top)).toEqual({ base: { x: 1, y: 2 }, one: { x: 1, y: 3 }, two: { x: 1, y: 2 } });
  });

  it.each([
    ['an open bracket', 'a: [1', /^net\.yaml line \d: Expected YAML, but/],
    ['a key twice', 'a: 1\nb: 2\na: 3', /^net\.yaml line 3: Expected each key once but received a twice\.$/],
    ['an alias of nothing', 'a: *missing', /line 1: Expected/],
    ['a list', '- 1', /Expected a map of keys and values at the top/],
    ['nothing', '', /Expected a map/],
    ['plain text', 'just text', /Expected a map/],
    ['a list as key', '? [a]\n: 1', /Expected a plain word as key/],
    ['a number to merge', 'a: {<<: 1}', /Expected a map to merge/],
    ['two documents', 'a: 1\n---\nb: 2', /Expected YAML, but/],
    ['an alias of itself', 'a: &a [*a]', /at most 50 levels/],
    ['brackets without end', '['.repeat(5000), /at most 50 levels/],
    ['a file that is too large', `a: "${'x'.repeat(maxYamlBytes)}"`, /at most 262144 bytes/],
  ])('refuses %s', (_, text, message) => {
    expect(() => readYaml(text, 'net.yaml')).toThrow(refusal(message));
  });

  it('refuses aliases that stand for more than anybody needs', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const laughs = names.map((name, index) =>
      index === 0
        ? 'a: &a [x, x, x, x, x]'
        : `${name}: &${name} [${Array(9)
            .fill(`*${names[index - 1]!}`)
            .join()}]`,
    );
    expect(() => readYaml(laughs.join('\n'), 'net.yaml')).toThrow(refusal(/at most 200000 values/));
  });

  it('reads as many keys and aliases as fit in a file, without looking for each among all', () => {
    const keys = Array.from({ length: 25_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(readYaml(keys, 'net.yaml').entries.size).toBe(25_000);
    const aliases = `a: &a 1\nb: [${Array(60_000).fill('*a').join()}]`;
    expect(plain(readYaml(aliases, 'net.yaml'))).toMatchObject({ a: 1 });
  });

  it('answers any text with a map or a refusal', () => {
    const pieces = fc.constantFrom('a', ': ', '\n', '  ', '- ', '[', ']', '{', '}', '&a', '*a', '<<', '"', "'", '|', '{{x}}', '?', '!!x ', '#', '1', ',', '\t', '%', '---'); // prettier-ignore
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        expectMapOrRefusal(source);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('fillPlaceholders', () => {
  const values: Record<string, number | string | null> = { input_width: 640, filter: null, name: 'x' };
  function fill(text: string): unknown {
    return plain(fillPlaceholders(readYaml(text, 't.yaml'), (name) => values[name] ?? null));
  }

  it('fills values in, quoted or not, alone or inside text', () => {
    expect(
      fill('a: {{input_width}}\nb: "{{ input_width }}"\nc: [{{name}}, 1]\nd: {{name}}-{{input_width}}'),
    ).toEqual({
      a: 640,
      b: 640,
      c: ['x', 1],
      d: 'x-640',
    });
    expect(fill('a: {{filter}}\nb: <{{filter}}>')).toEqual({ a: null, b: '<>' });
  });

  it('leaves maps alone that only look like it', () => {
    expect(fill('a: {b: {c: 1}}')).toEqual({ a: { b: { c: 1 } } });
  });
});
