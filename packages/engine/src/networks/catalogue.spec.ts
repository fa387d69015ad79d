import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { findNetworkFiles, networkFilesIn, recogniseNetworkFile } from './catalogue.js';
import { maxYamlBytes } from './yaml/read-yaml.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-catalogue-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const header = 'axelera-model-format: 1.0.0\n';

function write(file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

describe('the catalogue', () => {
  it('finds a network once, a file of each name that comes again too', () => {
    const first = write('a/net.yaml', `${header}name: net\n`);
    const second = write('b/deep/net.yml', `${header}name: net\n`);
    const other = write('other.yaml', `${header}name: "quoted" # with a comment\n`);
    write('weights/net.yaml', `${header}name: not-looked-at\n`);
    write('.hidden/net.yaml', `${header}name: not-looked-at\n`);
    expect(networkFilesIn(folder)).toEqual([
      { name: 'net', path: first },
      { name: 'net', path: second },
      { name: 'quoted', path: other },
    ]);
    expect(findNetworkFiles([folder, folder])).toEqual([
      { name: 'net', path: first },
      { name: 'quoted', path: other },
    ]);
    expect(findNetworkFiles([join(folder, 'b'), folder])[0]).toEqual({ name: 'net', path: second });
    expect(networkFilesIn(join(folder, 'nowhere'))).toEqual([]);
  });

  it.each([
    ['a version', header, true],
    ['tasks and models', 'pipeline: []\nmodels: {}\n', true],
    ['a template', 'preprocess: []\npostprocess: []\n', false],
    ['a training configuration', 'names: [a, b]\ntrain: images\n', false],
    ['nothing', '', false],
  ])('tells a file with %s', (_, text, isNetwork) => {
    const path = write('some.yaml', text);
    expect(recogniseNetworkFile(path)).toEqual(isNetwork ? { name: 'some', path } : undefined);
  });

  it('names a file for its file name where its name cannot be one', () => {
    const path = write('some.yaml', `${header}name: "../../etc"\n`);
    expect(recogniseNetworkFile(path)).toEqual({ name: 'some', path });
  });

  it('looks no further into a file than a network file may go', () => {
    expect(
      recogniseNetworkFile(write('late.yaml', `${'#'.repeat(maxYamlBytes)}\n${header}`)),
    ).toBeUndefined();
    expect(recogniseNetworkFile(write('large.yaml', header + '#'.repeat(maxYamlBytes)))?.name).toBe('large');
  });

  it.skipIf(process.platform === 'win32')('does not wait for a pipe', () => {
    const path = join(folder, 'pipe.yaml');
    execFileSync('mkfifo', [path]);
    expect(recogniseNetworkFile(path)).toBeUndefined();
    expect(networkFilesIn(folder)).toEqual([]);
  });
});
