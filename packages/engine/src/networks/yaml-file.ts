import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';

import { FarsightError } from '@farsight/protocol';

import type { LocatedMap } from './yaml/located.js';
import { maxYamlBytes, readYaml } from './yaml/read-yaml.js';

/**
 * Reads a YAML file whose top is a map.
 *
 * @throws FarsightError INVALID_NETWORK
 */
export function readYamlFile(path: string): LocatedMap {
  const name = basename(path);
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > maxYamlBytes) {
      throw new FarsightError(
        'INVALID_NETWORK',
        `${name}: Expected at most ${maxYamlBytes} bytes but it has ${size}.`,
      );
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw FarsightError.from(
      error,
      'INVALID_NETWORK',
      `${name}: Expected a YAML file but it cannot be read.`,
    );
  }
  return readYaml(text.replace(/^\ufeff/, ''), name);
}
