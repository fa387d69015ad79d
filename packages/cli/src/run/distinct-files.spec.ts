import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDistinct } from './distinct-files.js';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-distinct-'));
  for (const name of ['a', 'b', 'out']) mkdirSync(at(name));
  for (const name of ['a/1.jpg', 'b/2.jpg', 'clip.mp4', 'old.ndjson']) writeFileSync(at(name), name);
  symlinkSync(at('clip.mp4'), at('link.mp4'));
  symlinkSync(at('b'), at('b-link'));
  linkSync(at('clip.mp4'), at('hard.mp4'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const source = (...files: string[]): Parameters<typeof checkDistinct>[1] => ({
  kind: files.length > 1 ? 'folder' : 'video',
  frameCount: files.length > 1 ? files.length : 250,
  fileOf: (index) => (files.length > 1 ? files[index] : files[0]),
});

describe('checkDistinct', () => {
  it.each([
    ['--output', 'clip.mp4', undefined],
    ['--output', 'link.mp4', undefined],
    ['--results', undefined, 'clip.mp4'],
    ['--results', 'new.mp4', 'link.mp4'],
    ['--results', undefined, 'hard.mp4'],
  ])('refuses to write over the source by %s: %s, %s', async (flag, output, results) => {
    const place = (name: string | undefined): string | undefined => (name === undefined ? name : at(name));
    const flags = { output: place(output), results: place(results) };
    await expect(checkDistinct(flags, source(at('clip.mp4')))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(`than the source for ${flag}`) as string,
    });
  });

  it.each(['a', 'b', 'b-link', 'b/2.jpg'])(
    'refuses to write into any folder of the source: %s',
    async (name) => {
      const images = source(at('a/1.jpg'), at('b/2.jpg'));
      await expect(checkDistinct({ output: at(name) }, images)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    },
  );

  it('refuses two results in one file, which need not be there yet', async () => {
    const same = { output: at('new.mp4'), results: join(folder, 'out', '..', 'new.mp4') };
    await expect(checkDistinct(same, source(at('clip.mp4')))).rejects.toMatchObject({
      message: expect.stringContaining('two places for --output and --results') as string,
    });
  });

  it.each([
    {},
    { output: 'new.mp4', results: 'old.ndjson' },
    { output: 'old.ndjson', results: '-' },
    { output: 'a', results: '/dev/null' },
  ])('lets everything else be: %j', async ({ output, results }) => {
    const flags = {
      output: output === undefined ? output : at(output),
      results: results?.startsWith('old') === true ? at(results) : results,
    };
    await expect(checkDistinct(flags, source(at('clip.mp4')))).resolves.toBeUndefined();
  });

  it('lets a folder be that is none of the source', async () => {
    const images = source(at('a/1.jpg'), at('b/2.jpg'));
    await expect(checkDistinct({ output: at('out') }, images)).resolves.toBeUndefined();
  });
});
