import { FarsightError } from '@farsight/protocol';

import type { WeightsDefinition } from '../definition.js';
import type { ChecksumMismatch } from './checksum.js';

/** The weights are not here and cannot be fetched: says why, from where, and where to put them by hand. */
export function unavailable(weights: WeightsDefinition, why: string, cause?: unknown): FarsightError {
  const url = weights.url === undefined ? '' : ` from ${shownUrl(weights.url)}`;
  return new FarsightError(
    'WEIGHTS_UNAVAILABLE',
    `Expected to fetch weights${url} but ${why}. To do without, put the file at ${weights.path}.`,
    { cause },
  );
}

/** What was fetched is not what the network file names. */
export function fetchedWrong(weights: WeightsDefinition, mismatch: ChecksumMismatch): FarsightError {
  return new FarsightError(
    'WEIGHTS_CORRUPT',
    `Expected the file at ${shownUrl(weights.url ?? '')} to have ${mismatch.algorithm} ${mismatch.expected} ` +
      `but received ${mismatch.actual}. It was not kept. If the file has changed there, correct the checksum in the network file.`,
  );
}

/** What lies on the disk is not what the network file names. */
export function storedWrong(weights: WeightsDefinition, mismatch: ChecksumMismatch): FarsightError {
  return new FarsightError(
    'WEIGHTS_CORRUPT',
    `Expected the weights at ${weights.path} to have ${mismatch.algorithm} ${mismatch.expected} but they have ` +
      `${mismatch.actual}. Remove the file to fetch it again, or correct the checksum in the network file.`,
  );
}

/** What was fetched is not an ONNX network, whatever its checksum. */
export function fetchedNoNetwork(weights: WeightsDefinition, error: FarsightError): FarsightError {
  return new FarsightError(
    'WEIGHTS_CORRUPT',
    `Expected an ONNX network at ${shownUrl(weights.url ?? '')}. It was not kept. ${error.message}`,
    { cause: error },
  );
}

/** The weights are there and cannot be read. */
export function unreadable(weights: WeightsDefinition, error: unknown): FarsightError {
  const message = `Expected to read the weights at ${weights.path} but they cannot be read.`;
  return FarsightError.from(error, 'WEIGHTS_UNAVAILABLE', message);
}

/** An error of writing to the disk, in words; any other error as it is. */
export function diskError(weights: WeightsDefinition, error: unknown): unknown {
  if (!(error instanceof Error) || FarsightError.is(error)) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? error : unavailable(weights, diskReason(code), error);
}

function diskReason(code: string | undefined): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
    case 'ENOENT':
      return 'the folder for weights cannot be written to';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'the folder for weights is not a folder';
    default:
      return `the file cannot be written (${code ?? 'unknown reason'})`;
  }
}

/** Without what may be secret: user, password, and the query of a signed URL. */
function shownUrl(url: string): string {
  if (!URL.canParse(url)) return 'an invalid URL';
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
