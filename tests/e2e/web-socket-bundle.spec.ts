import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const entry = createRequire(import.meta.url).resolve('@farsight/client/web');
const bundler = fileURLToPath(new URL('support/bundle.mjs', import.meta.url));

/** Most that the client may add to a page, packed: 19.5 KB on 2026-11-22. */
const mostBytes = 24_000;

it('the client for browsers is one small script that needs nothing of Node and no gRPC', async () => {
  const { stdout: code } = await promisify(execFile)(process.execPath, [bundler, entry]);
  expect(code).toContain('farsight.v1.Farsight/');
  expect(code).not.toMatch(/\bimport\b|\bfrom\s*["']/);
  expect(code).not.toMatch(/node:|nice-grpc|grpc-js|\bBuffer\b|\brequire\b/);
  expect(gzipSync(code).length).toBeLessThan(mostBytes);
});
