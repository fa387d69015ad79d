import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { serveBundled } from './support/serve-bundled.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the TypeScript example', () => {
  it('prints what its README says', async () => {
    const { server, address } = await serveBundled();
    try {
      const { stdout } = await promisify(execFile)('bash', ['examples/typescript/run.sh', address], {
        cwd: root,
      });
      const lines = stdout.trimEnd().split('\n');
      expect(lines.filter((line) => !line.startsWith('  '))).toEqual([
        'samples/parcel.jpg: 1280x720',
        expect.stringMatching(/^samples\/shelf\.jpg: \d+x\d+$/),
      ]);
      const codes = lines.filter((line) => line.startsWith('  '));
      expect(codes).toHaveLength(9 + 13);
      for (const line of codes)
        expect(line).toMatch(/^ {2}(qr|matrix|barcode|pdf417|marker) 0\.\d\d( -?\d+){4}$/);
    } finally {
      await server.close();
    }
  });
});
