import { describe, expect, it } from 'vitest';

import { readYaml } from '../yaml/read-yaml.js';
import { Site } from '../yaml/site.js';
import { mergeOperators, readOperatorList } from './operator-list.js';
import type { OperatorUse } from './operator-list.js';

function uses(text: string): OperatorUse[] {
  const top = readYaml(`ops:${text.startsWith('[') ? ' ' : '\n'}${text}`, 'net.yaml');
  return readOperatorList(top.entries.get('ops')?.value, 'preprocess', new Site('t'));
}

function merge(template: string, task: string): string[] {
  return mergeOperators(uses(template), uses(task)).map(({ name, parameters }) => {
    const shown = [...parameters].map(
      ([key, { value }]) => `${key}=${value.kind === 'scalar' ? value.text : '…'}`,
    );
    return [name, ...shown].join(' ');
  });
}

describe('mergeOperators', () => {
  const template = '- a: {x: 1, y: 2}\n- b:\n- c: {z: 3}';

  it('overrides parameters key by key and leaves the rest', () => {
    expect(merge(template, '- a: {y: 5, w: 6}')).toEqual(['a x=1 y=5 w=6', 'b', 'c z=3']);
    expect(merge(template, '- c:\n- b: {q: 1}')).toEqual(['a x=1 y=2', 'b q=1', 'c z=3']);
    expect(merge(template, '[]')).toEqual(['a x=1 y=2', 'b', 'c z=3']);
  });

  it('adds operators after the one they follow, else before the next one, else at the end', () => {
    expect(merge(template, '- a:\n- new:\n- newer:')).toEqual(['a x=1 y=2', 'new', 'newer', 'b', 'c z=3']);
    expect(merge(template, '- new:\n- b:')).toEqual(['a x=1 y=2', 'new', 'b', 'c z=3']);
    expect(merge(template, '- new: {n: 1}')).toEqual(['a x=1 y=2', 'b', 'c z=3', 'new n=1']);
    expect(merge('[]', '- one\n- two:')).toEqual(['one', 'two']);
  });

  it('takes several operators of one name in their order', () => {
    expect(merge('- a: {x: 1}\n- a: {x: 2}', '- a: {y: 1}\n- a: {y: 2}')).toEqual(['a x=1 y=1', 'a x=2 y=2']);
  });
});

describe('readOperatorList', () => {
  it.each([
    ['  a: 1', /Expected a list for preprocess but received a map of 1/],
    ['- {a: 1, b: 2}', /Expected one operator per item for preprocess but received a map of 2/],
    ['- {}', /Expected one operator per item/],
    [
      '- a: 5',
      /net\.yaml line 2, task t, operator a: Expected a map of keys and values for the parameters but received 5/,
    ],
    ['- 5', /Expected a map/],
  ])('refuses %s', (text, message) => {
    expect(() => uses(text)).toThrow(message);
  });
});
