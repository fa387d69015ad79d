import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ensureWeights, weightsPresent } from '../weights/ensure-weights.js';
import { describeDefinition } from './describe-definition.js';
import { defaultCacheDir } from './file-paths.js';
import { listCatalogue, resolveNetwork } from './resolve-network.js';

const catalogue = fileURLToPath(new URL('../../../../networks/', import.meta.url));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-catalogue-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, name: string, weights = `${name}.onnx`): string {
  const path = join(folder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  const lines = [
    'axelera-model-format: 1.0.0',
    `name: ${name}`,
    'pipeline: [{detections: {model_name: m, template_path: yolo-letterbox.yaml}}]',
    `models: {m: {class: AxYolo, weight_path: ${weights}, input_tensor_shape: [1, 3, 64, 64]}}`,
  ];
  writeFileSync(path, lines.join('\n'));
  return path;
}

function refusal(code: string, message: RegExp): unknown {
  return expect.objectContaining({ code, message: expect.stringMatching(message) as string });
}

describe('resolveNetwork', () => {
  it('finds the bundled network, whose weights are there and right', async () => {
    const definition = await resolveNetwork('codes-nano', { folders: [catalogue] });
    expect(definition).toMatchObject({ name: 'codes-nano', licence: 'Apache-2.0' });
    expect(definition.tasks[0]).toMatchObject({
      labels: ['qr', 'matrix', 'barcode', 'pdf417', 'marker'],
      model: { inputWidth: 640, inputHeight: 640, numClasses: 5 },
      decode: { op: 'decodeyolo', head: 'v8', confThreshold: 0.4, nmsIouThreshold: 0.45 },
    });
    expect(await weightsPresent(definition)).toBe(true);
    await expect(ensureWeights(definition)).resolves.toBeUndefined();
  });

  it('finds a network by the name in its file, by a path, and by an .onnx file', async () => {
    const path = write('deep/er/file.yml', 'net');
    expect((await resolveNetwork('net', { folders: [folder] })).origin).toBe(path);
    expect((await resolveNetwork(path, { folders: [] })).name).toBe('net');
    const bare = await resolveNetwork(`${catalogue}codes-nano.onnx`, {
      folders: [],
      overrides: { size: '640' },
    });
    expect(bare).toMatchObject({ name: 'codes-nano', tasks: [{ model: { inputWidth: 640 } }] });
  });

  it('takes the first folder that has the name', async () => {
    const first = write('a/net.yaml', 'net');
    write('b/net.yaml', 'net');
    const folders = [join(folder, 'missing'), join(folder, 'a'), join(folder, 'b')];
    expect((await resolveNetwork('net', { folders })).origin).toBe(first);
  });

  it('serves a network that Python code builds by its ONNX twin, under the name asked for', async () => {
    const path = write('net.yaml', 'net', 'net.pt');
    await expect(resolveNetwork('net', { folders: [folder] })).rejects.toEqual(
      refusal('UNSUPPORTED', /No ONNX weights for this network/),
    );
    write('twin.yaml', 'net-onnx');
    for (const spec of ['net', path]) {
      const definition = await resolveNetwork(spec, { folders: [folder] });
      expect(definition).toMatchObject({ name: 'net', twin: 'net-onnx' });
      expect(definition.tasks[0]?.model.weights.path).toBe(join(folder, 'net-onnx.onnx'));
    }
  });

  it.each([
    ['codes-nan', /There is no network "codes-nan" in the catalogue\. Did you mean codes-nano\?/],
    ['something-else', /There is no network "something-else" in the catalogue\. List the networks/],
    ['missing/net.yaml', /There is no file missing\/net\.yaml/],
    ['missing.onnx', /There is no file missing\.onnx/],
    ['../', /There is no file/],
    ['', /There is no network ""/],
  ])('does not find %j', async (spec, message) => {
    await expect(resolveNetwork(spec, { folders: [catalogue] })).rejects.toEqual(
      refusal('NETWORK_NOT_FOUND', message),
    );
  });

  it('says so where the catalogue is empty or not there', async () => {
    const nowhere = join(folder, 'nowhere');
    await expect(resolveNetwork('net', { folders: [nowhere] })).rejects.toMatchObject({
      code: 'NETWORK_NOT_FOUND',
      message: `There is no network "net" in the catalogue. No network file is in ${nowhere}: name a folder that has some with --networks.`,
    });
    await expect(resolveNetwork('net', { folders: [] })).rejects.toThrow(/No folder was named/);
  });

  it('refuses flags for a network file, which says these itself', async () => {
    await expect(
      resolveNetwork('codes-nano', { folders: [catalogue], overrides: { color: 'BGR' } }),
    ).rejects.toEqual(
      refusal('INVALID_ARGUMENT', /Expected an \.onnx file to go with --color but received codes-nano/),
    );
    const overrides = { color: undefined } as unknown as object;
    expect((await resolveNetwork('codes-nano', { folders: [catalogue], overrides })).name).toBe('codes-nano');
  });
});

describe('listCatalogue', () => {
  it('lists every network file by name, with what is wrong with those that cannot be used', async () => {
    write('b.yaml', 'net-b');
    write('sub/a.yaml', 'net-a', 'a.pt');
    writeFileSync(join(folder, 'broken.yaml'), 'axelera-model-format: 1.0.0\nname: [\n');
    writeFileSync(join(folder, 'training.yaml'), 'names: [a, b]\n');
    writeFileSync(join(folder, 'notes.txt'), 'axelera-model-format: 1.0.0\n');
    const entries = await listCatalogue({ folders: [folder] });
    expect(entries.map(({ name, definition, error }) => [name, definition?.name ?? error?.code])).toEqual([
      ['broken', 'INVALID_NETWORK'],
      ['net-a', 'UNSUPPORTED'],
      ['net-b', 'net-b'],
    ]);
    expect(entries[0]?.path).toBe(join(folder, 'broken.yaml'));
  });
});

describe('describeDefinition', () => {
  it('gives what clients see, labels only if asked for', async () => {
    const definition = await resolveNetwork('codes-nano', { folders: [catalogue] });
    const info = describeDefinition(definition, 'failed', 'No weights.');
    expect(info).toMatchObject({
      name: 'codes-nano',
      state: 'failed',
      reason: 'No weights.',
      inputWidth: 640,
    });
    expect(info.tasks).toEqual([{ name: 'detections', kind: 'detections', labels: [] }]);
    expect(describeDefinition(definition, 'ready', '', { labels: true }).tasks[0]?.labels).toContain('qr');
    expect(JSON.stringify(info)).not.toContain(catalogue);
  });
});

describe('defaultCacheDir', () => {
  it('follows XDG_CACHE_HOME where it is absolute', () => {
    expect(defaultCacheDir({ XDG_CACHE_HOME: '/somewhere' })).toBe('/somewhere/farsight');
    expect(defaultCacheDir({ XDG_CACHE_HOME: 'relative' })).toBe(join(homedir(), '.cache', 'farsight'));
    expect(defaultCacheDir({})).toBe(join(homedir(), '.cache', 'farsight'));
  });
});
