import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

import type { WeightsDefinition } from '../definition.js';

/** How a file differs from what its network file says about it. */
export interface ChecksumMismatch {
  readonly algorithm: 'SHA-256' | 'MD5';
  readonly expected: string;
  readonly actual: string;
}

/** Compares a file with the checksums that are stated; undefined if it is as stated, or nothing is. */
export async function checksumMismatch(
  path: string,
  stated: Pick<WeightsDefinition, 'md5' | 'sha256'>,
  signal?: AbortSignal,
): Promise<ChecksumMismatch | undefined> {
  if (stated.sha256 !== undefined) {
    const actual = await hashFile(path, 'sha256', signal);
    if (actual !== stated.sha256) return { algorithm: 'SHA-256', expected: stated.sha256, actual };
  }
  if (stated.md5 !== undefined) {
    const actual = await hashFile(path, 'md5', signal);
    if (actual !== stated.md5) return { algorithm: 'MD5', expected: stated.md5, actual };
  }
  return undefined;
}

async function hashFile(path: string, algorithm: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash(algorithm);
  const stream = createReadStream(path, { highWaterMark: 256 * 1024, ...(signal && { signal }) });
  for await (const chunk of stream) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
