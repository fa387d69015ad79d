import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { builtIn } from './file-paths.js';
import { readNetworkFile } from './network-file.js';
import { operatorsNotYet } from './operators/not-yet.js';
import { postprocessOperators } from './operators/postprocess.js';
import { preprocessOperators } from './operators/preprocess.js';
import { farsightSchema } from './sections/farsight-options.js';

const page = readFileSync(
  fileURLToPath(new URL('../../../../docs/network-files.md', import.meta.url)),
  'utf8',
);

/** The row of a table whose first cell names this. */
function rowOf(name: string): string | undefined {
  return page.split('\n').find((line) => new RegExp(`^\\| [^|]*\`${name}\``).test(line));
}

/** The examples in YAML, in their order. */
const examples = [...page.matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1] ?? '');

describe('docs/network-files.md', () => {
  it('names every operator with all its parameters', () => {
    const operators = { ...preprocessOperators, ...postprocessOperators };
    const missing = Object.entries(operators).flatMap(([name, { parameters }]) =>
      ['', ...Object.keys(parameters)].filter((parameter) => !rowOf(name)?.includes(parameter)),
    );
    expect(missing).toEqual([]);
  });

  it('names every key of Farsight, every template, and what is not supported yet', () => {
    const templates = readdirSync(builtIn.templates).map((file) => basename(file, '.yaml'));
    const onlyForFrames = ['perspective', 'camera-undistort', 'convert-color-input'];
    const names = [...templates, ...Object.keys(operatorsNotYet)].filter(
      (name) => !onlyForFrames.includes(name),
    );
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    expect(Object.keys(farsightSchema).filter((key) => rowOf(key) === undefined)).toEqual([]);
  });

  it('has examples that can be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'farsight-page-'));
    const path = join(folder, 'net.yaml');
    const [whole = '', yolox = ''] = examples;
    writeFileSync(path, whole);
    expect(readNetworkFile(path, { cacheDir: folder })).toMatchObject({
      name: 'pets',
      licence: 'Apache-2.0',
      tasks: [{ labels: ['cat', 'dog'], decode: { confThreshold: 0.4, nmsClassAgnostic: true } }],
    });
    writeFileSync(path, `axelera-model-format: 1.0.0\nname: yolox-nano\n${yolox}`);
    expect(readNetworkFile(path, { cacheDir: folder }).tasks[0]).toMatchObject({
      colorFormat: 'BGR',
      preprocess: [
        { placement: 'top-left', rounding: 'truncate' },
        { op: 'totensor', scale: false },
      ],
      decode: { head: 'yolox', nmsClassAgnostic: false },
    });
    rmSync(folder, { recursive: true });
  });
});
