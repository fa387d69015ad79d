import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from 'vitest';

import type { Decoder, DecoderContext } from '../decoders/decoder.js';
import { readNetworkFile } from './network-file.js';

const page = readFileSync(new URL('../../../../docs/adding-a-network.md', import.meta.url), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))].map(([, code = '']) => code);

const folder = mkdtempSync(join(tmpdir(), 'farsight-page-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The page's decoder as a module, with the sources here as its neighbours. */
async function decoderOfThePage(): Promise<(step: object, context: DecoderContext) => Decoder> {
  const sources = fileURLToPath(new URL('../', import.meta.url));
  const code = (blocks('ts')[0] ?? '')
    .replace(/'\.\/(.+?)\.js'/g, (_, file: string) => `'${sources}decoders/${file}.ts'`)
    .replace(/'\.\.\/(.+?)\.js'/g, (_, file: string) => `'${sources}${file}.ts'`);
  const path = join(folder, 'centernet.ts');
  writeFileSync(path, code);
  return ((await import(/* @vite-ignore */ path)) as { centerNetDecoder: never }).centerNetDecoder;
}

describe('docs/adding-a-network.md', () => {
  it('has a network file that can be read', () => {
    const path = join(folder, 'forklifts.yaml');
    writeFileSync(path, blocks('yaml')[0] ?? '');
    expect(readNetworkFile(path, { cacheDir: folder })).toMatchObject({
      name: 'forklifts',
      licence: 'Apache-2.0',
      tasks: [{ labels: ['pallet', 'forklift', 'person'], decode: { head: 'v8', confThreshold: 0.4 } }],
    });
  });

  it('has a decoder that works as its spec says', async () => {
    const make = await decoderOfThePage();
    const step = { boxFormat: 'xywh', confThreshold: 0.3, maxNmsBoxes: 9, nmsIouThreshold: 0.5, nmsTopK: 9 };
    const lists = { classFilter: [], classExclude: [], normalizedCoord: false, multiLabel: false };
    const decoder = make(
      { ...step, ...lists, op: 'decode-centernet', nmsClassAgnostic: false },
      { inputWidth: 16, inputHeight: 16, numClasses: 1 },
    );
    const scores = new Float32Array(16);
    scores.set([0.9, 0.8], 5);
    scores[15] = NaN;
    const map = (value: number): Float32Array => new Float32Array(32).fill(value);
    const outputs = [
      { type: 'float32', dims: [1, 1, 4, 4], data: scores },
      { type: 'float32', dims: [1, 2, 4, 4], data: map(2) },
      { type: 'float32', dims: [1, 2, 4, 4], data: map(0.5) },
    ] as const;
    const geometry = { offsetX: 0, offsetY: 0, scaleX: 1, scaleY: 1, sourceWidth: 16, sourceHeight: 16 };
    expect(decoder.decode(outputs, geometry, {})).toMatchObject({
      count: 1,
      boxes: Float32Array.of(2, 2, 10, 10),
    });
  });
});
