import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';

import { FarsightError } from '@farsight/protocol';

import type { WeightsDefinition } from '../../definition.js';
import { candidatePaths } from '../file-paths.js';
import type { PathRoots } from '../file-paths.js';
import type { LocatedMap } from '../yaml/located.js';
import type { Site } from '../yaml/site.js';

/** From where weights are looked up, and where fetched ones go. */
export interface WeightRoots extends PathRoots {
  readonly cacheDir: string;
}

/** What a model says about its weights. */
export interface WeightKeys {
  readonly class: string;
  readonly weight_path?: string | undefined;
  readonly weight_url?: string | undefined;
  readonly weight_md5?: string | undefined;
  readonly weight_sha256?: string | undefined;
}

/** A network that is built by Python code, which Farsight does not run. */
export class NoOnnxWeightsError extends FarsightError {
  constructor(message: string) {
    super('UNSUPPORTED', message);
  }
}

/**
 * Decides where a model's weights are: a file that exists at `weight_path` wins, else they go into the cache, in a folder
 * named for their checksum, so that two networks cannot overwrite each other's.
 */
export function resolveWeights(
  keys: WeightKeys,
  section: LocatedMap,
  roots: WeightRoots,
  site: Site,
): WeightsDefinition {
  checkOnnx(keys, section, site);
  const md5 = checksum('weight_md5', keys.weight_md5, 32, section, site);
  const sha256 = checksum('weight_sha256', keys.weight_sha256, 64, section, site);
  const url = checkedUrl(keys.weight_url, section, site);
  const sums = { ...(md5 !== undefined && { md5 }), ...(sha256 !== undefined && { sha256 }) };
  const candidates = keys.weight_path === undefined ? [] : candidatePaths(keys.weight_path, roots);
  const local = candidates.find((path) => existsSync(path));
  if (local !== undefined) return { path: local, ...(url !== undefined && { url }), ...sums };
  if (url !== undefined) {
    const folder = (sha256 ?? md5 ?? createHash('sha256').update(url).digest('hex')).slice(0, 16);
    const name = basename(keys.weight_path ?? new URL(url).pathname);
    return { path: join(roots.cacheDir, 'weights', folder, name), url, ...sums };
  }
  const [path] = candidates;
  if (path !== undefined) return { path, ...sums };
  throw site.invalid(
    section.place,
    'Expected a weight_path or a weight_url for the model, but it has neither.',
  );
}

/** Decided by the file, not by the class: a network of any class can be exported and `weight_path` set. */
function checkOnnx(keys: WeightKeys, section: LocatedMap, site: Site): void {
  const file = keys.weight_path ?? keys.weight_url?.replace(/[?#].*$/, '');
  if (file !== undefined && /\.onnx$/i.test(file)) return;
  const { message } = site.invalid(
    section.entries.get('class')?.keyPlace ?? section.place,
    `No ONNX weights for this network: its class ${keys.class} builds it from PyTorch. Export it to ONNX and set weight_path.`,
  );
  throw new NoOnnxWeightsError(message);
}

function checksum(
  name: string,
  value: string | undefined,
  digits: number,
  section: LocatedMap,
  site: Site,
): string | undefined {
  if (value === undefined) return undefined;
  const text = value.trim().toLowerCase();
  if (text.length === digits && /^[0-9a-f]+$/.test(text)) return text;
  throw site.invalid(
    section.entries.get(name)?.keyPlace ?? section.place,
    `Expected ${digits} hexadecimal digits for ${name} but received ${JSON.stringify(value)}.`,
  );
}

function checkedUrl(url: string | undefined, section: LocatedMap, site: Site): string | undefined {
  if (url === undefined) return undefined;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw site.invalid(
    section.entries.get('weight_url')?.keyPlace ?? section.place,
    `Expected an http or https URL for weight_url but received ${JSON.stringify(url)}.`,
  );
}
