import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { goldenFile, goldens } from './testing/goldens.js';

const limits = { maxPixels: 1_000_000 };

describe('decoding many frames', () => {
  it.each(['baseline-420.jpg', 'progressive-420.jpg', 'rgb.png', 'lossy.webp'])(
    'of %s leaves nothing behind: 500 whole, 500 broken ones',
    async (file) => {
      // Modules of its own, which keep nothing yet.
      vi.resetModules();
      const { pixelFrameCounts } = await import('../pixels/pixel-frame.js');
      const { keptPixelBytes } = await import('../pixels/pixel-memory.js');
      const { decodeImage } = await import('./decode-image.js');
      const data = goldenFile(file);
      const broken = data.subarray(0, data.length - 20);
      for (let i = 0; i < 500; i++) {
        decodeImage(data, limits)[Symbol.dispose]();
        expect(() => decodeImage(broken, limits)).toThrow(expect.objectContaining({ code: 'INVALID_FRAME' }));
      }
      expect(pixelFrameCounts()).toEqual({ live: 0, leaked: 0 });
      // One buffer served them all.
      expect(keptPixelBytes()).toBe(33 * 1024 * 1024);
    },
  );

  it('says nothing on stderr, however broken they are', () => {
    const script = `
      import { readFileSync, readdirSync } from 'node:fs';
      const { decodeImage } = await import(process.argv[1]);
      const folder = new URL(process.argv[2]);
      let refused = 0;
      for (const file of readdirSync(folder)) {
        const data = readFileSync(new URL(file, folder));
        for (let at = 40; at < data.length; at += 97) data[at] ^= 0x55;
        try { decodeImage(data, { maxPixels: 1_000_000 })[Symbol.dispose](); } catch { refused += 1; }
      }
      console.log(refused);`;
    const argv = [
      '--input-type=module',
      '--eval',
      script,
      new URL('../../dist/index.js', import.meta.url).href,
      new URL('../../goldens/images/', import.meta.url).href,
    ];
    const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(Number(stdout)).toBeGreaterThan(50);
  });

  it('gives the same pixels in several threads at once', async () => {
    // The built package: a worker thread does not read TypeScript.
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      const { createHash } = require('node:crypto');
      import(workerData.media).then(({ decodeImage }) => {
        const hash = createHash('sha256');
        for (let round = 0; round < 3; round++) {
          for (const file of workerData.files) {
            const pixels = decodeImage(file, { maxPixels: 1_000_000 });
            hash.update(pixels.data);
            pixels[Symbol.dispose]();
          }
        }
        parentPort.postMessage(hash.digest('hex'));
      });`;
    const workerData = {
      media: new URL('../../dist/index.js', import.meta.url).href,
      files: goldens.map(({ file }) => goldenFile(file)),
    };
    const hashes = await Promise.all(
      Array.from(
        { length: 4 },
        () =>
          new Promise<unknown>((resolve, reject) => {
            const worker = new Worker(code, { eval: true, workerData });
            worker.once('message', resolve);
            worker.once('error', reject);
          }),
      ),
    );
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(hashes).size).toBe(1);
  });
});
