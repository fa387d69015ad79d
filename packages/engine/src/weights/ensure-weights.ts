import { rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { FarsightError } from '@farsight/protocol';

import type { NetworkDefinition, WeightsDefinition } from '../definition.js';
import { readOnnxFile } from '../onnx-file/read-onnx.js';
import { checksumMismatch } from './checksum.js';
import { download } from './download.js';
import type { DownloadOptions } from './download.js';
import { withFileLock } from './file-lock.js';
import { makeFolder } from './make-folder.js';
import { PartialFile } from './partial-file.js';
import {
  diskError,
  fetchedNoNetwork,
  fetchedWrong,
  storedWrong,
  unavailable,
  unreadable,
} from './weights-errors.js';

/** See {@link ensureWeights}. */
export interface EnsureWeightsOptions {
  /** Stops the download; what has arrived is kept and resumed next time. */
  readonly signal?: AbortSignal;
  /**
   * Called as bytes arrive, with the bytes so far over all files of the network, and how many there will be;
   * `totalBytes` is undefined where a server does not say.
   */
  readonly onProgress?: (bytes: number, totalBytes: number | undefined) => void;
  /** Waits between attempts that brought nothing new, in milliseconds; as many retries as waits. Default 500, 1000, 2000. */
  readonly retryDelaysMs?: readonly number[];
  /** A server that sends nothing for this long is given up, in milliseconds. Default 30 000. */
  readonly idleTimeoutMs?: number;
  /** Most bytes a file of weights may have. Default 8 GiB. */
  readonly maxBytes?: number;
}

const defaults = { retryDelaysMs: [500, 1000, 2000], idleTimeoutMs: 30_000, maxBytes: 8 * 2 ** 30 };

/**
 * Makes sure that a network's weights are on this machine and are what its file says: a file that is there is checked
 * and used, else it is fetched. Several processes may call this at once; one fetches, the others wait.
 *
 * @throws FarsightError WEIGHTS_UNAVAILABLE (the message names the URL and where to put the file by hand),
 * WEIGHTS_CORRUPT (wrong checksum), INVALID_NETWORK (not an ONNX network), CANCELLED. Messages have
 * paths and URLs in them: they are for the operator, not for clients.
 */
export async function ensureWeights(
  definition: NetworkDefinition,
  options: EnsureWeightsOptions = {},
): Promise<void> {
  let bytesBefore = 0;
  for (const weights of distinctWeights(definition)) {
    const base = bytesBefore;
    await ensureFile(weights, {
      ...defaults,
      ...options,
      onProgress: (bytes, totalBytes) => {
        bytesBefore = base + bytes;
        options.onProgress?.(base + bytes, totalBytes === undefined ? undefined : base + totalBytes);
      },
    });
  }
}

/** Whether all weights of a network are on this machine, whatever their content. */
export async function weightsPresent(definition: NetworkDefinition): Promise<boolean> {
  const present = await Promise.all(distinctWeights(definition).map(({ path }) => isFile(path)));
  return present.every(Boolean);
}

function distinctWeights(definition: NetworkDefinition): readonly WeightsDefinition[] {
  const weights = definition.tasks.map(({ model }) => model.weights);
  return [...new Map(weights.map((each) => [each.path, each])).values()];
}

async function ensureFile(weights: WeightsDefinition, options: DownloadOptions): Promise<void> {
  try {
    options.signal?.throwIfAborted();
    if (await isFile(weights.path)) await checkStored(weights, options.signal);
    else await fetchLocked(weights, options);
  } catch (error) {
    if (FarsightError.is(error) || !options.signal?.aborted) throw FarsightError.from(error);
    throw new FarsightError('CANCELLED', 'Fetching the weights was cancelled.', { cause: error });
  }
}

/** Files that were found right, with size and date: hashing hundreds of megabytes once per start is enough. */
const checked = new Set<string>();

async function checkStored(weights: WeightsDefinition, signal?: AbortSignal): Promise<void> {
  const { size, mtimeMs } = await stat(weights.path);
  const key = JSON.stringify([weights, size, mtimeMs]);
  if (checked.has(key)) return;
  const mismatch = await checksumMismatch(weights.path, weights, signal).catch((error: unknown) => {
    throw signal?.aborted ? error : unreadable(weights, error);
  });
  if (mismatch) throw storedWrong(weights, mismatch);
  readOnnxFile(weights.path);
  checked.add(key);
}

async function fetchLocked(weights: WeightsDefinition, options: DownloadOptions): Promise<void> {
  const url = checkedUrl(weights);
  const part = new PartialFile(weights.path);
  const lock = {
    signal: options.signal,
    onWait: async () => options.onProgress?.(await part.size(), undefined),
  };
  try {
    await makeFolder(dirname(weights.path));
    await withFileLock(`${weights.path}.lock`, lock, async () => {
      if (await isFile(weights.path)) return; // Another process has fetched it meanwhile.
      await fetchWhole(weights, url, part, options);
      await rename(part.path, weights.path);
      await part.forget();
    });
  } catch (error) {
    throw diskError(weights, error);
  }
}

async function fetchWhole(
  weights: WeightsDefinition,
  url: string,
  part: PartialFile,
  options: DownloadOptions,
): Promise<void> {
  const isResumed = (await part.size()) > 0;
  const mismatch = await fetchAndCheck(weights, url, part, options);
  // A wrong sum over two parts may mean that the first was another file's: once more, from the start.
  const again = mismatch && isResumed ? await fetchAndCheck(weights, url, part, options) : mismatch;
  if (again) throw fetchedWrong(weights, again);
  try {
    readOnnxFile(part.path);
  } catch (error) {
    await part.remove();
    throw fetchedNoNetwork(weights, FarsightError.from(error));
  }
}

/** Leaves nothing behind if what was fetched is wrong. */
async function fetchAndCheck(
  weights: WeightsDefinition,
  url: string,
  part: PartialFile,
  options: DownloadOptions,
): ReturnType<typeof checksumMismatch> {
  await download(weights, url, part, options);
  const mismatch = await checksumMismatch(part.path, weights, options.signal);
  if (mismatch) await part.remove();
  return mismatch;
}

function checkedUrl(weights: WeightsDefinition): string {
  const { url } = weights;
  if (url === undefined) throw unavailable(weights, 'the network file gives no weight_url');
  if (!URL.canParse(url)) throw unavailable(weights, 'the weight_url is not a URL');
  const { protocol, username, password } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw unavailable(weights, `weights are fetched over http and https only, not ${protocol.slice(0, -1)}`);
  }
  if (username !== '' || password !== '') {
    throw unavailable(weights, 'the weight_url has a user name or password in it, which is not supported');
  }
  return url;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
