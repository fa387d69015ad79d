import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@farsight/client';
import { startServer, type ServerOptions } from '@farsight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareModel } from './compare-model.js';
import { hasReference, readExpected, referenceFolder } from './expected.js';
import { networkFiles } from './network-files.js';

const files = Object.keys(networkFiles);

/** Serves one network and compares what clients get with the reference. */
async function compareServed(file: string, options: ServerOptions): Promise<string[]> {
  const server = await startServer({ port: 0, httpPort: false, logger: 'error', ...options });
  try {
    const client = await connect(`127.0.0.1:${server.port}`);
    try {
      const find = async (image: Buffer): Promise<never> => {
        const { meta } = await client.infer(image, file.replace(/\.onnx$/, ''));
        return Object.values(meta)[0] as never;
      };
      return await compareModel(find, readExpected()[file]!);
    } finally {
      await client.close();
    }
  } finally {
    await server.close();
  }
}

describe.skipIf(!hasReference)('reference results, served (skipped without ../shared/testdata)', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'farsight-reference-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(files)(
    'the bare %s gives remote clients what the reference found',
    { timeout: 90_000 },
    async (file) => {
      const networks = [`${referenceFolder}models/${file}`];
      // What the file itself cannot say.
      const overrides = file.startsWith('squeezenet') && { color: 'BGR', mean: '104,117,123', std: '1,1,1' };
      expect(await compareServed(file, { networks, ...(overrides && { overrides }) })).toEqual([]);
    },
  );

  it.each(files)('%s by its network file gives them the same', { timeout: 90_000 }, async (file) => {
    const path = join(folder, file.replace(/\.onnx$/, '.yaml'));
    writeFileSync(path, networkFiles[file]!);
    expect(await compareServed(file, { networks: [path] })).toEqual([]);
  });
});
