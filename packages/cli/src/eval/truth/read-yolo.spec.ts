import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readYolo } from './read-yolo.js';
import { namesOfYaml } from './yolo-names.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-yolo-'));
  put({ 'images/a.jpg': '', 'images/b.png': '', 'images/notes.md': '' });
});

afterEach(() => rmSync(folder, { recursive: true }));

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function read(): ReturnType<typeof readYolo> {
  return readYolo(join(folder, 'labels'), join(folder, 'images'));
}

describe('readYolo', () => {
  it('reads a file per picture, none for pictures without objects, in pixels', async () => {
    put({ 'labels/a.txt': '\uFEFF1 0.5 0.5 0.5 0.25\r\n\r\n', 'labels/classes.txt': 'cat\ndog\n' });
    const { categories, pictures } = await read();
    expect(categories).toEqual([
      { id: 0, name: 'cat' },
      { id: 1, name: 'dog' },
    ]);
    expect(pictures.map(({ file }) => file)).toEqual(['a.jpg', 'b.png']);
    expect(pictures[0]!.objects({ width: 200, height: 100 })).toEqual([
      { categoryId: 1, box: [50, 37.5, 100, 25], area: 2500, crowd: false },
    ]);
    expect(pictures[1]!.objects({ width: 200, height: 100 })).toEqual([]);
  });

  it('takes 53 % of the box for the area of who has keypoints, and draws outlines', async () => {
    put({ 'labels/a.txt': '0 0.5 0.5 0.5 0.5 0.5 0.25 2', 'labels/b.txt': '0 0 0 0.5 0 0.5 1 0 1' });
    const { categories, pictures } = await read();
    expect(categories).toEqual([{ id: 0, name: undefined }]);
    const [person] = pictures[0]!.objects({ width: 20, height: 10 });
    expect(person).toMatchObject({ area: 0.53 * 50, keypoints: [10, 2.5, 2] });
    const [outlined] = pictures[1]!.objects({ width: 4, height: 2 }, true);
    expect([...outlined!.mask!]).toEqual([0, 4, 4]);
  });

  it.each([
    [{}, /Expected a readable|no such file|Expected a text file/],
    [{ 'labels/classes.txt': 'cat' }, /Expected a text file of labels per picture but received none/],
    [{ 'labels/z.txt': '0 0 0 0 0' }, /has no images for 1 of 1 files of .*: z\./],
    [{ 'labels/a.txt': '\n0 1 1' }, /a\.txt:2: Expected a class, a box/],
    [{ 'labels/a.txt': '0 0 0 0 0', 'data.yaml': 'names: 5' }, /data\.yaml: names: Expected an object/],
    [{ 'labels/a.txt': '0 0 0 0 0', 'data.yaml': '[' }, /data\.yaml: Expected YAML/],
  ])('refuses %j', async (files, message) => {
    put(files);
    mkdirSync(join(folder, 'labels'), { recursive: true });
    await expect(read()).rejects.toThrow(message);
  });
});

describe('namesOfYaml', () => {
  it('reads lists and numbered names', () => {
    expect([...namesOfYaml('names: [a, 5]', 'data.yaml')]).toEqual([
      [0, 'a'],
      [1, '5'],
    ]);
    expect([...namesOfYaml('names:\n  0: a\n  7: b', 'data.yaml')]).toEqual([
      [0, 'a'],
      [7, 'b'],
    ]);
  });

  it.each(['path: x', 'names: {a: b}', 'names: [[1]]', 'names: {-1: x}'])('refuses %s', (text) => {
    expect(() => namesOfYaml(text, 'data.yaml')).toThrow(/^data.yaml: names: Expected/);
  });
});
