import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lookUpFile } from './folder-rule.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'farsight-folders-')));
const allowed = join(root, 'videos');
mkdirSync(join(allowed, 'inner'), { recursive: true });
mkdirSync(join(root, 'videos-of-others'));
for (const path of ['videos/a.mp4', 'videos/inner/b*.mp4', 'videos-of-others/c.mp4', 'secret.mp4']) {
  writeFileSync(join(root, path), 'x');
}
symlinkSync(join(root, 'secret.mp4'), join(allowed, 'link.mp4'));
symlinkSync(root, join(allowed, 'up'));
symlinkSync(join(allowed, 'a.mp4'), join(allowed, 'inside.mp4'));
symlinkSync(allowed, join(root, 'by-link'));
afterAll(() => rmSync(root, { recursive: true }));

const verdict = async (path: string, folders = [allowed]): Promise<string> =>
  (await lookUpFile(path, folders)).kind;

describe('an allowed folder', () => {
  it('opens its files, and those of its folders, by their real paths', async () => {
    const path = join(allowed, 'a.mp4');
    expect(await lookUpFile(path, [allowed])).toEqual({ kind: 'allowed', path });
    expect(await lookUpFile(join(allowed, 'inside.mp4'), [allowed])).toEqual({ kind: 'allowed', path });
    expect(await lookUpFile(join(root, 'by-link', 'a.mp4'), [join(root, 'by-link')])).toEqual({
      kind: 'allowed',
      path,
    });
    expect(await verdict(join(allowed, 'inner', 'b*.mp4'))).toBe('allowed');
    expect(await verdict(path, ['/'])).toBe('allowed');
  });

  it.each([
    'secret.mp4',
    'videos-of-others/c.mp4',
    'videos/../secret.mp4',
    'videos/inner/../a.mp4',
    'videos/link.mp4',
    'videos/up/secret.mp4',
    'videos/up/not-there.mp4',
    'videos/up/nor/this.mp4',
    'videos/a.mp4\0.jpg',
    'not-there.mp4',
    'videos',
    'videos/inner',
  ])('keeps to itself: %s', async (path) => {
    expect(await verdict(`${root}/${path}`)).toBe('refused');
  });

  it('tells what is missing in it from what lies elsewhere', async () => {
    expect(await verdict(join(allowed, 'none.mp4'))).toBe('missing');
    expect(await verdict(join(allowed, 'up', 'videos', 'none.mp4'))).toBe('missing');
  });

  it('takes no path that depends on where the server was started', async () => {
    expect(await verdict('package.json', [process.cwd()])).toBe('refused');
  });

  it('that is not there allows nothing', async () => {
    expect(await verdict(join(root, 'gone', 'a.mp4'), [join(root, 'gone')])).toBe('refused');
  });
});
