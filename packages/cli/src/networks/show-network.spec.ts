import { expect, it } from 'vitest';
import { showNetwork } from './show-network.js';
import { NetworkFolder } from './testing/network-folder.js';

it('shows a network whole: its licence in plain words, its twin, its steps', async () => {
  using folder = new NetworkFolder();
  const url = 'weight_url: https://example.org/m.onnx';
  const licence = 'extra_kwargs: { Farsight: { licence: AGPL-3.0 } }';
  folder.detector('net-onnx', ['class: AxONNXModel', url, licence]);
  folder.detector('net', ['class: AxYolo', 'weight_path: net.pt']);
  const { data, text } = await showNetwork('net', { folders: [folder.path], cacheDir: folder.path });
  expect(data).toMatchObject({ name: 'net', state: 'remote', definition: { twin: 'net-onnx' } });
  expect(text).toMatch(/^Name +net$/m);
  expect(text).toMatch(/^Runs as +net-onnx: its own weights are for PyTorch$/m);
  expect(text).toMatch(/^Licence +AGPL-3\.0\n +Copyleft, over networks too: /m);
  expect(text).toMatch(/^Weights +fetched on first use/m);
  expect(text).toMatch(
    /^ {2}before +RGB\n +letterbox {2}width 64, height 64, [^]*\n +totensor {2}scale true$/m,
  );
  expect(text).toMatch(/^ {2}from +https:\/\/example\.org\/m\.onnx$/m);
  expect(text).toMatch(/^ {2}decoder +decodeyolo {2}.*conf threshold 0\.25,[^]*nms iou threshold 0\.45/m);
});

it('says where weights have to be put that nobody says where to fetch', async () => {
  using folder = new NetworkFolder();
  const path = folder.detector('net', ['class: AxONNXModel', 'weight_path: here.onnx']);
  expect((await showNetwork(path, { folders: [] })).text).toMatch(/^Weights +not on this machine/m);
  folder.write('here.onnx');
  expect((await showNetwork(path, { folders: [] })).text).toMatch(/^Weights +on this machine$/m);
});
