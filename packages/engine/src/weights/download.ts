import type { FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { FarsightError } from '@farsight/protocol';

import type { WeightsDefinition } from '../definition.js';
import { isTransientStatus, placementOf, sizeFromUnsatisfied, validatorTag } from './http-response.js';
import { networkFailure } from './network-failure.js';
import type { PartialFile } from './partial-file.js';
import { diskError, unavailable } from './weights-errors.js';

/** See {@link download}. */
export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((bytes: number, totalBytes: number | undefined) => void) | undefined;
  /** Waits between attempts that brought nothing new, in milliseconds; as many retries as waits. */
  readonly retryDelaysMs: readonly number[];
  /** A server that sends nothing for this long is given up, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** Most bytes a file may have. */
  readonly maxBytes: number;
}

/** Something that may go better next time. */
class TransientError extends Error {}

interface Job extends DownloadOptions {
  readonly weights: WeightsDefinition;
  readonly url: string;
  readonly part: PartialFile;
}

/**
 * Fetches `url` into `part`, going on where an earlier attempt stopped. Complete when it resolves, though not checked.
 *
 * @throws FarsightError WEIGHTS_UNAVAILABLE, or what the abort of `signal` throws. What has arrived is kept.
 */
export async function download(
  weights: WeightsDefinition,
  url: string,
  part: PartialFile,
  options: DownloadOptions,
): Promise<void> {
  const job = { ...options, weights, url, part };
  let failures = 0;
  let most = await part.size();
  for (;;) {
    try {
      await fetchOnce(job);
      return;
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      const size = await part.size();
      if (size > most) failures = 0;
      most = Math.max(most, size);
      const waitMs = options.retryDelaysMs[failures++];
      if (waitMs === undefined) throw unavailable(weights, error.message, error);
      await delay(waitMs, undefined, { ...(options.signal && { signal: options.signal }) });
    }
  }
}

/** One request. */
async function fetchOnce(job: Job): Promise<void> {
  using idle = new IdleTimer(job.idleTimeoutMs);
  const signal = job.signal ? AbortSignal.any([job.signal, idle.signal]) : idle.signal;
  const { offset, tag } = await resumePoint(job);
  try {
    const response = await fetch(job.url, { signal, headers: requestHeaders(offset, tag) });
    await receive(job, response, offset, idle);
  } catch (error) {
    throw job.signal?.aborted
      ? FarsightError.from(job.signal.reason, 'CANCELLED')
      : failureOf(job, error, idle);
  }
}

/** Where to go on. Without a validator only a checksum can tell that two parts belong together. */
async function resumePoint({
  part,
  url,
  weights,
}: Job): Promise<{ offset: number; tag?: string | undefined }> {
  const offset = await part.size();
  const validator = offset > 0 ? await part.validator(url) : undefined;
  if (validator === undefined) return { offset: 0 };
  const isChecked = weights.md5 !== undefined || weights.sha256 !== undefined;
  return validator.tag === undefined && !isChecked ? { offset: 0 } : { offset, tag: validator.tag };
}

function requestHeaders(offset: number, tag: string | undefined): Record<string, string> {
  return {
    'accept-encoding': 'identity', // Ranges count the bytes of what is sent.
    ...(offset > 0 && { range: `bytes=${offset}-` }),
    ...(offset > 0 && tag !== undefined && { 'if-range': tag }),
  };
}

async function receive(job: Job, response: Response, offset: number, idle: IdleTimer): Promise<void> {
  if (response.status === 416 && offset > 0) {
    await response.body?.cancel();
    if (sizeFromUnsatisfied(response) === offset) return;
    await job.part.remove();
    throw new TransientError('the server has no more of a file that is not complete');
  }
  if (!response.ok) {
    await response.body?.cancel();
    const answer = `the server answered ${response.status} ${response.statusText}`.trim();
    throw isTransientStatus(response.status) ? new TransientError(answer) : unavailable(job.weights, answer);
  }
  const placement = placementOf(response, offset);
  if (placement === undefined) {
    await response.body?.cancel();
    await job.part.remove();
    throw new TransientError('the server sent another part of the file than it was asked for');
  }
  const end = await store(job, response, placement.offset, placement.totalBytes, idle);
  if (placement.totalBytes !== undefined && end < placement.totalBytes) {
    throw new TransientError('the connection ended early');
  }
}

/** Appends the body to the file; gives the size it has then. */
async function store(
  job: Job,
  response: Response,
  offset: number,
  totalBytes: number | undefined,
  idle: IdleTimer,
): Promise<number> {
  const onDisk = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw diskError(job.weights, error);
    });
  checkSize(job, totalBytes ?? offset);
  const file = await onDisk(
    job.part.open(offset === 0 ? 'start' : 'end', { url: job.url, tag: validatorTag(response) }),
  );
  let end = offset;
  try {
    job.onProgress?.(end, totalBytes);
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      idle.restart();
      end += chunk.length;
      checkSize(job, end);
      await onDisk(writeAll(file, chunk));
      job.onProgress?.(end, totalBytes);
    }
    await onDisk(file.sync());
  } finally {
    await file.close();
  }
  return end;
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
}

function checkSize({ maxBytes, weights }: Job, bytes: number): void {
  if (bytes <= maxBytes) return;
  throw unavailable(weights, `the file has ${bytes} bytes or more, and the limit is ${maxBytes}`);
}

function failureOf(job: Job, error: unknown, idle: IdleTimer): Error {
  if (error instanceof TransientError || FarsightError.is(error)) return error;
  if (idle.signal.aborted) return new TransientError(`the server sent nothing for ${job.idleTimeoutMs} ms`);
  const { reason, isTransient } = networkFailure(error);
  return isTransient ? new TransientError(reason, { cause: error }) : unavailable(job.weights, reason, error);
}

/** Aborts when it has not been restarted for a while. */
class IdleTimer implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(timeoutMs: number) {
    this.#timer = setTimeout(() => {
      this.#controller.abort();
    }, timeoutMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    this.#timer.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
