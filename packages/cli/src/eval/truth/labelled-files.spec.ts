import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classFinder } from './find-class.js';
import { inLines, readLabelledFiles } from './labelled-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-list-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('readLabelledFiles', () => {
  it('reads tabs and commas, headings and quotes', () => {
    const text = 'file,label\na.jpg,"tench, Tinca tinca"\nb, c.jpg\tcat\n';
    expect(inLines(text, 'list.csv').map(({ file, label, where }) => [file, label, where])).toEqual([
      ['a.jpg', 'tench, Tinca tinca', 'list.csv:2'],
      ['b, c.jpg', 'cat', 'list.csv:3'],
    ]);
  });

  it.each(['a.jpg', 'a.jpg,', ',cat', '\tcat'])('refuses the line %j', (line) => {
    expect(() => inLines(`x.jpg,y\n${line}`, 'list.csv')).toThrow(/^list.csv:2: Expected a file, a tab/);
  });

  it('takes folders for classes', async () => {
    for (const name of ['cat', 'dog']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, `${name}.jpg`), '');
    }
    const files = await readLabelledFiles(folder);
    expect(files.map(({ file, label }) => [file, label])).toEqual([
      [join('cat', 'cat.jpg'), 'cat'],
      [join('dog', 'dog.jpg'), 'dog'],
    ]);
  });

  it('refuses what has no pictures', async () => {
    await expect(readLabelledFiles(folder)).rejects.toThrow('Expected a folder of images per class');
    writeFileSync(join(folder, 'empty.csv'), '\n');
    await expect(readLabelledFiles(join(folder, 'empty.csv'))).rejects.toThrow('at least one picture');
    await expect(readLabelledFiles(join(folder, 'gone.csv'))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('classFinder', () => {
  const find = classFinder(['tench, Tinca tinca', 'crane', 'crane, machine', 'drum, x', 'band, x'], 5);

  it('finds whole labels, one of their names, and numbers', () => {
    expect(
      ['tench, tinca tinca', 'Tinca_tinca', 'crane', 'machine', '4'].map((name) => find(name, '')),
    ).toEqual([0, 0, 1, 2, 4]);
  });

  it.each([
    ['x', /a name that one class has alone/],
    ['5', /by name or number, but received 5/],
    ['dragon', /list:3: Expected one of the network's classes/],
  ])('refuses %s', (name, message) => {
    expect(() => find(name, 'list:3')).toThrow(message);
  });
});
