import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { builtIn } from './file-paths.js';
import { readNetworkFile } from './network-file.js';
import { boxParameters } from './operators/box-parameters.js';
import { imageOperators } from './operators/image-processing.js';
import { farsightOperators, postprocessOperators } from './operators/postprocess.js';
import { preprocessOperators } from './operators/preprocess.js';
import { trackerParameters } from './operators/tracker-parameters.js';
import { farsightSchema } from './sections/farsight-options.js';
import { regionSchema } from './sections/region-section.js';
import type { Schema } from './yaml/parameter.js';

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

/** Later versions of the SDK have these; they are refused, not explained. */
const ofLaterVersions = ['min_width', 'min_height', 'margin'];

describe('docs/network-files.md', () => {
  it('names every operator with all its parameters', () => {
    const operators: Readonly<Record<string, { readonly parameters: Schema }>> = {
      ...imageOperators,
      ...preprocessOperators,
      ...postprocessOperators,
      ...farsightOperators,
    };
    const shared = [...Object.keys(boxParameters()), 'stream_match'];
    const missing = Object.entries(operators).flatMap(([name, { parameters }]) =>
      ['', ...Object.keys(parameters)].filter(
        (parameter) => !shared.includes(parameter) && !rowOf(name)?.includes(parameter),
      ),
    );
    expect(missing).toEqual([]);
    expect(shared.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('says of which operators decode boxes', () => {
    for (const [name, { parameters }] of Object.entries({ ...postprocessOperators, ...farsightOperators })) {
      const row = rowOf(name) ?? '';
      expect(`${name} ${row.includes('those of boxes')}`).toBe(`${name} ${'nms_top_k' in parameters}`);
    }
  });

  it('names every parameter of trackers', () => {
    const missing = Object.entries(trackerParameters).flatMap(([algorithm, parameters]) => {
      const row = (rowOf(algorithm) ?? '') + (algorithm === 'oc-sort' ? (rowOf('sort') ?? '') : '');
      return Object.keys(parameters).filter((name) => !row.includes(`\`${name}\``));
    });
    expect(missing).toEqual([]);
  });

  it('names every key of regions and of Farsight, every template and every label file', () => {
    const templates = readdirSync(builtIn.templates).map((file) => basename(file, '.yaml'));
    const labels = readdirSync(builtIn.labels);
    const keys = Object.keys({ ...regionSchema, ...farsightSchema }).filter(
      (key) => !ofLaterVersions.includes(key),
    );
    expect([...templates, ...keys].filter((name) => rowOf(name) === undefined)).toEqual([]);
    expect(labels.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('has examples that can be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'farsight-page-'));
    const path = join(folder, 'net.yaml');
    const [whole = '', plates = '', yolox = ''] = examples;
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
    const pipeline = 'pipeline: [{plates: {preprocess: [{resize: {width: 94, height: 24}}]}}]';
    writeFileSync(path, `axelera-model-format: 1.0.0\nname: plates\n${pipeline}\n${plates}`);
    expect(readNetworkFile(path, { cacheDir: folder }).tasks[0]).toMatchObject({
      decode: { op: 'ctc', blank: 67 },
      resultKind: 'text',
    });
    rmSync(folder, { recursive: true });
  });
});
