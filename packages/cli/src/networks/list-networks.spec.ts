import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listNetworks } from './list-networks.js';
import { NetworkFolder } from './testing/network-folder.js';

const url = 'weight_url: https://example.org/m.onnx';
const agpl = 'extra_kwargs: { Farsight: { licence: AGPL-3.0 } }';

/** A network of every state there is. */
function everyState(): NetworkFolder {
  const folder = new NetworkFolder();
  folder.write('here.onnx');
  folder.detector('bundled', ['class: AxONNXModel', 'weight_path: here.onnx']);
  folder.detector('fetched', ['class: AxONNXModel', 'weight_path: here.onnx', url, agpl]);
  folder.detector('net-onnx', ['class: AxONNXModel', url]);
  folder.detector('net', ['class: AxYolo', 'weight_path: net.pt']);
  folder.detector('no-weights', ['class: AxONNXModel', 'weight_path: nowhere.onnx']);
  folder.detector('only-torch', ['class: AxTimmModel']);
  folder.detector('slip', ['class: AxONNXModel', url], 'decodeyollo:');
  return folder;
}

describe('farsight networks list', () => {
  it('says of every network what there is, those that cannot be used last', async () => {
    using folder = everyState();
    const { data, text } = await listNetworks({ folders: [folder.path], cacheDir: folder.path });
    expect(
      data.map(({ name, state, weights, twin, licence }) => [name, state, weights, twin, licence]),
    ).toEqual([
      ['bundled', 'available', 'bundled', undefined, ''],
      ['fetched', 'available', 'here', undefined, 'AGPL-3.0'],
      ['net', 'remote', 'remote', 'net-onnx', ''],
      ['net-onnx', 'remote', 'remote', undefined, ''],
      ['no-weights', 'remote', 'missing', undefined, ''],
      ['only-torch', 'failed', undefined, undefined, ''],
      ['slip', 'failed', undefined, undefined, ''],
    ]);
    expect(data[0]).toMatchObject({
      path: join(folder.path, 'bundled.yaml'),
      inputWidth: 64,
      inputHeight: 64,
    });
    const lines = text.split('\n').map((line) => line.split(/ {2,}/));
    expect(lines[0]).toEqual(['NAME', 'TASK', 'INPUT', 'LICENCE', 'WEIGHTS']);
    expect(lines).toContainEqual(['fetched', 'detections', '64x64', 'AGPL-3.0 (!)', 'here']);
    expect(lines).toContainEqual(['net', 'detections', '64x64', 'unknown', 'remote', 'runs as net-onnx']);
    expect(lines).toContainEqual(['only-torch', 'PyTorch only: export it and set weight_path']);
    expect(text).toMatch(/^slip +slip\.yaml line \d+.*did you mean "decodeyolo"/m);
    expect(text).toMatch(/\n\n\(!\) copyleft: .*\n$/);
  });

  it('lists by kind of result and by words', async () => {
    using folder = everyState();
    const options = { folders: [folder.path] };
    const names = async (filter: Parameters<typeof listNetworks>[1]): Promise<string[]> =>
      (await listNetworks(options, filter)).data.map(({ name }) => name);
    expect(await names({ search: 'NET-' })).toEqual(['net-onnx']);
    expect(await names({ search: 'of the tests' })).toHaveLength(5);
    expect(await names({ task: 'detections' })).toHaveLength(5);
    expect(await names({ task: 'classifications' })).toEqual([]);
    expect((await listNetworks(options, { search: 'bundled' })).text).not.toContain('copyleft');
  });
});
