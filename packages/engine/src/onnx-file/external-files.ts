import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

import { FarsightError } from '@farsight/protocol';

/**
 * Checks that the files of weights an .onnx file names exist inside the folder it lies in. Without this a network could
 * read any file of the machine into its weights.
 *
 * @throws FarsightError INVALID_NETWORK
 */
export function checkExternalFiles(modelPath: string, locations: readonly string[]): void {
  for (const location of locations) checkExternalFile(modelPath, location);
}

function checkExternalFile(modelPath: string, location: string): void {
  const shown = JSON.stringify(location);
  if (!staysInside(location)) {
    throw refused(modelPath, `its weights in its own folder but it names the file ${shown}`);
  }
  const folder = realpathSync(dirname(modelPath));
  const real = realPath(join(folder, location));
  if (real === undefined) {
    throw refused(modelPath, `the file ${shown} with its weights beside it but there is none: copy it there`);
  }
  if (!real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
    throw refused(modelPath, `its weights in its own folder but ${shown} is a link that leaves it`);
  }
  if (!statSync(real).isFile()) throw refused(modelPath, `a file of weights but ${shown} is none`);
}

/** Whether a location is a plain relative path, however the systems of this world spell paths. */
function staysInside(location: string): boolean {
  // '*' is in the name that makes onnxruntime take an address in memory for a file ("*/_ORT_MEM_ADDR_/*").
  if (location === '' || /[*\0]/.test(location)) return false;
  if (/^[/\\]/.test(location) || /^[A-Za-z]:/.test(location)) return false;
  return !location.split(/[/\\]/).includes('..');
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function refused(modelPath: string, what: string): FarsightError {
  return new FarsightError('INVALID_NETWORK', `Expected ${basename(modelPath)} to have ${what}.`);
}
