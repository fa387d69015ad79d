import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { evenTimes, makeClip } from '../video/testing/make-clip.js';
import { openSource } from './open-source.js';
import type { SourceProblem } from './source.js';
import { collect, expectNothingLeft, temporaryFolder, withPixels } from './testing/collect.js';
import { bmpPicture, jpegPicture, pngPicture } from './testing/picture.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
afterEach(expectNothingLeft);

describe('an image file', () => {
  it.each([
    ['a.jpg', jpegPicture(), 'jpeg'],
    ['a.png', pngPicture(), 'png'],
    ['jpeg-inside.png', jpegPicture(), 'jpeg'],
    ['no-ending', pngPicture(), 'png'],
  ])('%s travels as it is', async (name, bytes, codec) => {
    writeFileSync(at(name), bytes);
    await using source = await openSource(at(name));
    const frames = await collect(source);
    expect(frames).toEqual([
      { stamp: { streamId: name, index: 0, ptsUs: 0 }, codec, data: Buffer.from(bytes) },
    ]);
    expect(source).toMatchObject({ kind: 'image', frameCount: 1, width: 32, height: 24, live: false });
    expect([source.fileOf(0), source.problems, source.skipped]).toEqual([at(name), 0, 0]);
  });

  it('travels as PNG if it is a BMP', async () => {
    writeFileSync(at('a.bmp'), bmpPicture(5, 3, [200, 100, 50]));
    await using source = await openSource(at('a.bmp'), { keepPixels: true });
    const [frame] = await collect(source);
    expect(frame?.codec).toBe('png');
    using kept = frame!.pixels!;
    expect([...kept.data.subarray(0, 3)]).toEqual([200, 100, 50]);
    withPixels(frame!, ({ width, height, data }) => {
      expect([width, height, ...data.subarray(-3)]).toEqual([5, 3, 200, 100, 50]);
    });
  });

  it.each([
    ['missing.jpg', undefined, 'SOURCE_NOT_FOUND', 'There is no file or folder'],
    ['missing/folder/*.jpg', undefined, 'SOURCE_NOT_FOUND', 'There is no image in'],
    ['empty.jpg', Buffer.alloc(0), 'SOURCE_FAILED', 'empty.jpg is empty.'],
    ['text.jpg', Buffer.from('hello'), 'SOURCE_FAILED', 'is not a JPEG, PNG, WebP, BMP or TIFF image'],
    ['text.txt', Buffer.from('hello\n'.repeat(500)), 'SOURCE_FAILED', 'is no video that can be read'],
    ['empty.mp4', Buffer.alloc(0), 'SOURCE_FAILED', 'as a video'],
    ['noise.mp4', Buffer.alloc(50_000, 'noise'), 'SOURCE_FAILED', 'as a video'],
    ['playlist.m3u8', Buffer.from('#EXTM3U\n#EXTINF:1,\n/etc/hostname\n'), 'SOURCE_FAILED', 'as a video'],
  ])('%s is refused', async (name, bytes, code, text) => {
    if (bytes !== undefined) writeFileSync(at(name), bytes);
    await expect(openSource(at(name))).rejects.toEqual(
      expect.objectContaining({ code, message: expect.stringContaining(text) as string }),
    );
  });

  it('is refused if it has too many pixels', async () => {
    writeFileSync(at('large.png'), pngPicture(40, 30));
    await using source = await openSource(at('large.png'), { maxPixels: 1199 });
    await expect(collect(source)).rejects.toMatchObject({ code: 'FRAME_TOO_LARGE' });
  });
});

describe('a folder', () => {
  beforeAll(() => {
    mkdirSync(at('shots/inner'), { recursive: true });
    writeFileSync(at('shots/10.jpg'), jpegPicture(32, 24, 1));
    writeFileSync(at('shots/2.JPG'), jpegPicture(32, 24, 2));
    writeFileSync(at('shots/3.jpg'), 'no picture');
    writeFileSync(at('shots/4.bmp'), bmpPicture(9, 9, [1, 2, 3]).subarray(0, 60));
    writeFileSync(at('shots/notes.txt'), 'no picture either');
    mkdirSync(at('nothing'));
    writeFileSync(at('nothing/readme.md'), '');
  });

  it('gives its images in natural order and tells which it could not read', async () => {
    const problems: SourceProblem[] = [];
    await using source = await openSource(at('shots'), { onProblem: (problem) => problems.push(problem) });
    const frames = await collect(source);
    expect(frames.map(({ stamp }) => [stamp.index, stamp.ptsUs, source.fileOf(stamp.index)])).toEqual([
      [0, 0, at('shots/2.JPG')],
      [3, 120_000, at('shots/10.jpg')],
    ]);
    expect(frames.map(({ data }) => data)).toEqual(
      ['2.JPG', '10.jpg'].map((name) => readFileSync(at(`shots/${name}`))),
    );
    expect(source).toMatchObject({
      kind: 'folder',
      frameCount: 4,
      skipped: 1,
      problems: 2,
      streamId: 'shots',
    });
    expect(problems.map(({ stamp, file, error }) => [stamp?.index, stamp?.ptsUs, file, error.code])).toEqual([
      [1, 40_000, at('shots/3.jpg'), 'INVALID_FRAME'],
      [2, 80_000, at('shots/4.bmp'), 'INVALID_FRAME'],
    ]);
  });

  it('is refused without an image in it', async () => {
    await expect(openSource(at('nothing'))).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      message: expect.stringContaining('among its 1 files') as string,
    });
  });

  it('goes on when a file disappears meanwhile', async () => {
    mkdirSync(at('fleeting'));
    for (const name of ['1.jpg', '2.jpg', '3.jpg']) writeFileSync(at(`fleeting/${name}`), jpegPicture());
    await using source = await openSource(at('fleeting'));
    rmSync(at('fleeting/2.jpg'));
    expect((await collect(source)).map(({ stamp }) => stamp.index)).toEqual([0, 2]);
    expect(source.problems).toBe(1);
  });
});

describe('a broken video', () => {
  it('loses what is broken and no more', async () => {
    await makeClip(at('whole.ts'), {
      encoder: 'libx264',
      options: { preset: 'ultrafast' },
      timesMs: evenTimes(100),
    });
    const bytes = readFileSync(at('whole.ts'));
    bytes.fill(0xa5, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.5));
    writeFileSync(at('holed.ts'), bytes);
    const problems: SourceProblem[] = [];
    await using source = await openSource(at('holed.ts'), { onProblem: (problem) => problems.push(problem) });
    const frames = await collect(source);
    expect(frames.length).toBeGreaterThan(80);
    expect(frames.length).toBeLessThanOrEqual(100);
    expect(frames.map(({ stamp }) => stamp.index)).toEqual(frames.map((_, i) => i));
    expect(problems).toHaveLength(source.problems);
  });

  it.each([0.3, 0.6, 0.95])('ends early where it is cut at %s', async (share) => {
    await makeClip(at('cut.ts'), {
      encoder: 'libx264',
      options: { preset: 'ultrafast' },
      timesMs: evenTimes(100),
    });
    const bytes = readFileSync(at('cut.ts'));
    writeFileSync(at('cut.ts'), bytes.subarray(0, Math.floor(bytes.length * share)));
    await using source = await openSource(at('cut.ts'));
    const frames = await collect(source);
    expect(Math.abs(frames.length - 100 * share)).toBeLessThan(15);
  });

  it('skips the JPEGs of a video that are none, with a count', async () => {
    await makeClip(at('broken.avi'), { encoder: 'mjpeg' });
    const bytes = readFileSync(at('broken.avi'));
    const second = bytes.indexOf(
      Buffer.from([0xff, 0xd8, 0xff]),
      bytes.indexOf(Buffer.from([0xff, 0xd8, 0xff])) + 1,
    );
    bytes.fill(0, second, second + 3);
    writeFileSync(at('broken.avi'), bytes);
    await using source = await openSource(at('broken.avi'));
    expect(await collect(source)).toHaveLength(9);
    expect(source.problems).toBe(1);
  });
});

const shared = resolve(import.meta.dirname, '../../../../../shared/testdata/videos');

describe.skipIf(!existsSync(shared))('real videos (skipped without ../shared/testdata)', () => {
  it.each([
    ['one-by-one-person-detection.mp4', 1394, 768, 432],
    ['road.mp4', 38, 1280, 720],
  ])('%s', async (name, count, width, height) => {
    await using source = await openSource(join(shared, name));
    let frames = 0;
    for await (const { stamp } of source) expect(stamp.index).toBe(frames++);
    expect(frames).toBe(count);
    expect(source).toMatchObject({ frameCount: count, width, height, problems: 0 });
  });
});

describe('the bundled video', () => {
  it('gives all of its 250 frames', async () => {
    await using source = await openSource(resolve(import.meta.dirname, '../../../../samples/conveyor.mp4'));
    const frames = await collect(source);
    expect(frames.map(({ stamp }) => stamp.ptsUs)).toEqual(frames.map((_, i) => 40_000 * i));
    expect(frames).toHaveLength(250);
    expect(source).toMatchObject({ width: 960, height: 540, frameRate: { num: 25, den: 1 } });
  });
});
