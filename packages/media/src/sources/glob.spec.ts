import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expandGlob, isGlob } from './glob.js';
import { temporaryFolder } from './testing/collect.js';

const folder = temporaryFolder();
const never = new AbortController().signal;

beforeAll(() => {
  mkdirSync(join(folder, 'a/deep'), { recursive: true });
  mkdirSync(join(folder, '.hidden'));
  for (const name of [
    '10.jpg',
    '9.jpg',
    'x.png',
    '.dot.jpg',
    'a/1.jpg',
    'a/deep/2.jpg',
    '.hidden/3.jpg',
    'we[ird].jpg',
  ]) {
    writeFileSync(join(folder, name), '');
  }
  symlinkSync(folder, join(folder, 'a/loop'));
});

const find = async (pattern: string): Promise<string[]> =>
  (await expandGlob(join(folder, pattern), never)).map((path) => relative(folder, path));

describe('expandGlob', () => {
  it.each([
    ['*.jpg', ['9.jpg', '10.jpg', 'we[ird].jpg']],
    ['?.jpg', ['9.jpg']],
    ['[0-9]*.jpg', ['9.jpg', '10.jpg']],
    ['[!0-9].png', ['x.png']],
    ['*.{jpg,png}', ['9.jpg', '10.jpg', 'we[ird].jpg', 'x.png']],
    ['{x,y{1,2}}.png', ['x.png']],
    ['.*.jpg', ['.dot.jpg']],
    ['a/*.jpg', ['a/1.jpg']],
    ['*/*.jpg', ['a/1.jpg']],
    ['**/*.jpg', ['9.jpg', '10.jpg', 'a/1.jpg', 'a/deep/2.jpg', 'we[ird].jpg']],
    ['a/**/2.jpg', ['a/deep/2.jpg']],
    ['no/*.jpg', []],
    ['*', ['9.jpg', '10.jpg', 'we[ird].jpg', 'x.png']],
  ])('%s', async (pattern, files) => expect(await find(pattern)).toEqual(files));

  it('stops when it is cancelled', async () => {
    await expect(expandGlob(join(folder, '**/*'), AbortSignal.abort())).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('is only meant for patterns', () => {
    expect([isGlob('a/b.jpg'), isGlob('a/*.jpg'), isGlob('{a}')]).toEqual([false, true, true]);
  });
});
