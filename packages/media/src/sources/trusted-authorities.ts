import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { FfmpegOptions } from './video-inputs.js';

let file: Promise<string> | undefined;

/**
 * FFmpeg's options for TLS: it checks nobody's certificate unless told, and brings no list of authorities. So it gets the
 * one Node has, and what NODE_EXTRA_CA_CERTS adds, as a file that is removed when the process ends.
 */
export async function trustedAuthorities(insecure: boolean): Promise<FfmpegOptions> {
  if (insecure) return { tls_verify: 0 };
  file ??= writeAuthorities();
  return { tls_verify: 1, ca_file: await file };
}

async function writeAuthorities(): Promise<string> {
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  const added = extra === undefined ? '' : await readFile(extra, 'utf8').catch(() => '');
  const folder = await mkdtemp(join(tmpdir(), 'farsight-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'authorities.pem');
  await writeFile(path, [...rootCertificates, added].join('\n'));
  return path;
}
