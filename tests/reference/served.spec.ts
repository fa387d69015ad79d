import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Client } from '@farsight/client';
import type { OnnxOverrides } from '@farsight/engine';
import { startServer, type ServerOptions } from '@farsight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareModel, type Find } from './compare-model.js';
import { compareTask } from './compare-task.js';
import { referenceDefinitions } from './definitions.js';
import { readTask, taskFiles, type TaskFile } from './expected-tasks.js';
import { hasReference, readExpected, referenceFolder, type ExpectedModel } from './expected.js';
import { networkFiles } from './network-files.js';

const files = Object.keys(networkFiles);

/** What a user has to say about those of the reference's files that do not say it themselves. */
const overrides: Readonly<Record<string, OnnxOverrides>> = {
  'squeezenet_fp16.onnx': { color: 'BGR', mean: '104,117,123', std: '1,1,1' },
  // Its network's own threshold lies higher than the reference's.
  'retinaface_mnet025_640.onnx': { conf: 0.2 },
  'mobilefacenet.onnx': { task: 'embedding', mean: 127.5, std: 127.5 },
  'lprnet_cn_24x94.onnx': {
    task: 'text',
    color: 'BGR',
    mean: 127.5,
    std: 128,
    labels: `${referenceFolder}annotations/lprnet_cn.chars`,
  },
  'espnet_p2q8_cityscapes_512x1024.onnx': {
    color: 'BGR',
    mean: [72.3923111, 82.90893555, 73.15840149],
    std: [45.3192215, 46.15289307, 44.91483307].map((deviation) => 255 * deviation),
  },
  'deeplabv3_mnv2_dm05_voc_257.onnx': { mean: 127.5, std: 127.5 },
};

const isTask = (file: string): file is TaskFile => taskFiles.includes(file as TaskFile);

/** Serves one network and lets `use` be its client. */
async function withServed<T>(options: ServerOptions, use: (client: Client) => Promise<T>): Promise<T> {
  const server = await startServer({ port: 0, httpPort: false, executors: 1, logger: 'error', ...options });
  try {
    const client = await connect(`127.0.0.1:${server.port}`, { connectTimeoutMs: 30_000 });
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  } finally {
    await server.close();
  }
}

/** Serves one network and compares what clients get with the reference. */
function compareServed(file: string, options: ServerOptions): Promise<string[]> {
  return withServed(options, (client) => {
    const find: Find = async (image) => {
      const { meta } = await client.infer(image, file.replace(/\.onnx$/, ''));
      return Object.values(meta)[0]!;
    };
    return isTask(file) ? compareTask(find, file) : compareModel(find, fewImages(readExpected()[file]!));
  });
}

/** Serving changes nothing with the picture; on all of them the engine alone is compared. */
function fewImages<Model extends ExpectedModel>(model: Model): Model {
  return { ...model, images: Object.fromEntries(Object.entries(model.images).slice(0, 4)) };
}

function bare(file: string): ServerOptions {
  const said = overrides[file];
  return { networks: [`${referenceFolder}models/${file}`], ...(said && { overrides: said }) };
}

describe.skipIf(!hasReference)('reference results, served (skipped without ../shared/testdata)', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'farsight-reference-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([...Object.keys(referenceDefinitions), ...taskFiles])(
    'the bare %s gives remote clients what the reference found',
    { timeout: 90_000 },
    async (file) => {
      expect(await compareServed(file, bare(file))).toEqual([]);
    },
  );

  it("the bare SSD has COCO's ids 1..90 and their names", { timeout: 90_000 }, async () => {
    const file = 'ssd_mobilenet_v1_075_coco.onnx';
    const { tasks } = await withServed(bare(file), (client) => client.describeNetwork(file.slice(0, -5)));
    for (const { classIds, labels } of Object.values(readTask(file).images)) {
      expect(classIds.map((id) => tasks[0]!.labels[id])).toEqual(labels);
    }
  });

  it.each(files)('%s by its network file gives them the same', { timeout: 90_000 }, async (file) => {
    const path = join(folder, file.replace(/\.onnx$/, '.yaml'));
    writeFileSync(path, networkFiles[file]!);
    expect(await compareServed(file, { networks: [path] })).toEqual([]);
  });
});
