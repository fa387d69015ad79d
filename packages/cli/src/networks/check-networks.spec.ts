import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkNetworks, isFault, type Check } from './check-networks.js';
import { NetworkFolder } from './testing/network-folder.js';
import { sdkStyleFiles } from './testing/sdk-style-files.js';

const url = 'weight_url: https://example.org/m.onnx';

async function verdictOf(folder: NetworkFolder, path: string): Promise<{ check: Check; text: string }> {
  const { data, text } = await checkNetworks([path], { folders: [folder.path], cacheDir: folder.path });
  const [check] = data;
  if (check === undefined || data.length > 1) throw new Error('Expected one verdict.');
  return { check, text };
}

describe('farsight networks check', () => {
  it('is content with a network whose weights are there', async () => {
    using folder = new NetworkFolder();
    folder.write('m.onnx');
    const path = folder.detector('net', ['class: AxONNXModel', 'weight_path: m.onnx']);
    const { check, text } = await verdictOf(folder, path);
    expect(check).toEqual({ path, ok: true, verdict: 'ready', name: 'net' });
    expect(isFault(check)).toBe(false);
    expect(text).toBe(`ready        ${path} (net)\n`);
  });

  it('says which weights are to be fetched, or to be put there', async () => {
    using folder = new NetworkFolder();
    const remote = await verdictOf(folder, folder.detector('remote', ['class: AxONNXModel', url]));
    expect(remote.check).toMatchObject({
      ok: true,
      verdict: 'weights',
      urls: ['https://example.org/m.onnx'],
    });
    expect(remote.text).toMatch(/^weights .*weights to fetch from https:\/\/example\.org\/m\.onnx$/m);
    const missing = folder.detector('missing', ['class: AxONNXModel', 'weight_path: m.onnx']);
    const { check, text } = await verdictOf(folder, missing);
    expect(check).toMatchObject({ ok: true, verdict: 'weights', missing: [join(folder.path, 'm.onnx')] });
    expect(text).toMatch(/weights are missing: put them at .*m\.onnx$/m);
    expect([remote.check, check].some(isFault)).toBe(false);
  });

  it('names the ONNX twin of a network that Python code builds, and says if there is none', async () => {
    using folder = new NetworkFolder();
    const path = folder.detector('net', ['class: AxUltralyticsYOLO', 'weight_path: net.pt']);
    const alone = await verdictOf(folder, path);
    expect(alone.check).toMatchObject({ ok: false, verdict: 'pytorch', error: { code: 'UNSUPPORTED' } });
    expect(alone.text).toMatch(/^pytorch .*Export it to ONNX and set weight_path/);
    folder.detector('net-onnx', ['class: AxONNXModel', url]);
    const { check, text } = await verdictOf(folder, path);
    expect(check).toMatchObject({ ok: true, verdict: 'twin', name: 'net', twin: 'net-onnx' });
    expect(text).toMatch(/^twin .*\(net runs as net-onnx\); weights to fetch from/);
    expect([alone.check, check].some(isFault)).toBe(false);
  });

  it('names file, line and what was meant where a file is wrong', async () => {
    using folder = new NetworkFolder();
    const slip = await verdictOf(
      folder,
      folder.detector('slip', ['class: AxONNXModel', url], 'decodeyollo:'),
    );
    expect(slip.check).toMatchObject({ ok: false, error: { code: 'INVALID_NETWORK' } });
    expect(slip.text).toMatch(/slip\.yaml line 9, .*"decodeyollo" \(did you mean "decodeyolo"\?\)/);
    expect(isFault(slip.check)).toBe(true);
  });

  it.each([
    [
      'cascade',
      'weights',
      /fetch from https:\/\/example\.org\/det\.onnx, https:\/\/example\.org\/cls\.onnx$/m,
    ],
    ['alias', 'weights', /\(alias\); weights to fetch from/],
    ['corrected', 'weights', /\(corrected\); weights to fetch from/],
    ['own', 'unsupported', /own\.yaml line 1\d, task heat, operator my-heatmap: The Python class MyHeatmap/],
    ['timm', 'pytorch', /timm\.yaml line \d+, .*AxTimmModel builds it from PyTorch/],
  ] as const)('gives the SDK file %s the verdict %s', async (name, verdict, message) => {
    using folder = new NetworkFolder();
    const { check, text } = await verdictOf(folder, folder.write(`${name}.yaml`, sdkStyleFiles[name]));
    expect(check.verdict).toBe(verdict);
    expect(text).toMatch(message);
  });

  it('gives a verdict for every file of a folder, those of one name too', async () => {
    using folder = new NetworkFolder();
    folder.write('a/m.onnx');
    folder.detector('a/net', ['class: AxONNXModel', 'weight_path: m.onnx']);
    folder.detector('b/net', ['class: AxONNXModel', 'weight_path: m.onnx']);
    folder.write('data.yaml', 'names: [a, b]\n');
    folder.write('broken.yaml', 'axelera-model-format: 1.0.0\nname: [\n');
    const { data } = await checkNetworks([folder.path], { folders: [], overrides: { color: 'BGR' } });
    expect(data.map(({ path, verdict }) => [path.slice(folder.path.length), verdict])).toEqual([
      ['/a/net.yaml', 'ready'],
      ['/b/net.yaml', 'weights'],
      ['/broken.yaml', 'invalid'],
    ]);
  });

  it('takes no folder without network files, and no path that is not there, for a good one', async () => {
    using folder = new NetworkFolder();
    const nowhere = join(folder.path, 'nowhere');
    const { data } = await checkNetworks([folder.path, nowhere], { folders: [] });
    expect(data.map(({ verdict, error }) => [verdict, error?.message])).toEqual([
      ['invalid', `Expected network files in ${folder.path} but found none.`],
      ['invalid', `Expected a file or folder but found nothing at ${nowhere}.`],
    ]);
  });
});
