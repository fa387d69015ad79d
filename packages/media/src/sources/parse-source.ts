import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FarsightError } from '@farsight/protocol';
import { redactUrl } from './redact-url.js';

/** What the text that names a source means. */
export type SourceSpec =
  /** File, folder or glob. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'rtsp'; readonly url: string }
  | { readonly kind: 'http'; readonly url: string }
  /** `device` is a number or the system's name of the camera. */
  | { readonly kind: 'camera'; readonly device: string };

/**
 * Reads the text that names a source: a path, a glob, `rtsp://…`, `rtsps://…`, `http(s)://…`, `file://…` or `camera:0`.
 *
 * @throws FarsightError INVALID_ARGUMENT if it is empty or of another scheme.
 */
export function parseSource(source: string): SourceSpec {
  if (source === '') {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      'Expected a file, folder, URL or camera for the source but received nothing.',
    );
  }
  const camera = /^camera:(.*)$/i.exec(source)?.[1];
  if (camera !== undefined) return { kind: 'camera', device: camera === '' ? '0' : camera };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: 'path', path: expandHome(source) };
  if (scheme === 'rtsp' || scheme === 'rtsps') return { kind: 'rtsp', url: source };
  if (scheme === 'http' || scheme === 'https') return { kind: 'http', url: source };
  if (scheme === 'file') return { kind: 'path', path: fileURLToPath(source) };
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected a path, rtsp://, http(s):// or camera: for the source but received ${redactUrl(source)}.`,
  );
}

/** Shells leave `~` alone in quotes, where globs must stand. */
function expandHome(path: string): string {
  return /^~(?=$|[/\\])/.test(path) ? join(homedir(), path.slice(1)) : path;
}
