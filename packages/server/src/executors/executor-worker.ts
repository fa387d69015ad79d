/** Entry of an executor's thread: loads one network, then answers one frame after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { FarsightError, type StillFrame } from '@farsight/protocol';
import { collectEveryMs, collectGarbage } from '../heap.js';
import type { BackendResult, CreateBackend, ExecutorBackend } from './backend.js';
import type { ExecutorStart, FromExecutor, ThreadError, ToExecutor } from './executor-messages.js';

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');

const tell = (message: FromExecutor, transfer: ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);

async function load(): Promise<ExecutorBackend> {
  const { backend, ...options } = workerData as ExecutorStart;
  const { createBackend } = (await import(backend)) as { createBackend: CreateBackend };
  return createBackend(options);
}

async function answer(
  backend: ExecutorBackend,
  { id, frame, options }: Extract<ToExecutor, { type: 'run' }>,
): Promise<void> {
  const startedMs = performance.timeOrigin + performance.now();
  try {
    const result = await backend.run(frame, options);
    const bytes = bytesOf(frame);
    tell({ type: 'result', id, result, startedMs, bytes }, [...buffersOf(result), ...listOf(bytes)]);
  } catch (error) {
    const bytes = bytesOf(frame);
    tell({ type: 'error', id, error: threadError(error), bytes }, listOf(bytes));
  }
}

/** The memory of a frame's bytes, unless the backend has given it away. */
function bytesOf({ data }: StillFrame): ArrayBuffer | undefined {
  return data.buffer instanceof ArrayBuffer && data.byteLength > 0 ? data.buffer : undefined;
}

function listOf<T>(item: T | undefined): T[] {
  return item === undefined ? [] : [item];
}

/** Buffers of a result's typed arrays, to be handed over rather than copied; shared ones once. */
function buffersOf({ meta }: BackendResult): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const task of Object.values(meta)) {
    for (const value of Object.values(task) as unknown[]) {
      if (!ArrayBuffer.isView(value) || !(value.buffer instanceof ArrayBuffer)) continue;
      // A view on a piece of a larger buffer is copied: the rest may be in use.
      if (value.byteLength === value.buffer.byteLength) buffers.add(value.buffer);
    }
  }
  return [...buffers];
}

function threadError(error: unknown): ThreadError {
  const { code, message, cause, stack } = FarsightError.from(error);
  const detail = cause instanceof Error ? (cause.stack ?? cause.message) : (stack ?? '');
  return { code, message, detail };
}

async function serve(): Promise<void> {
  let backend: ExecutorBackend;
  try {
    backend = await load();
  } catch (error) {
    tell({ type: 'load-failed', error: threadError(error) });
    port?.close();
    return;
  }
  let collectedMs = performance.now();
  const collect = (): void => {
    collectGarbage();
    collectedMs = performance.now();
  };
  // One frame at a time, in order: a network belongs to one run at a time.
  let last = Promise.resolve();
  port?.on('message', (message: ToExecutor) => {
    last = last.then(async () => {
      if (message.type === 'run') {
        await answer(backend, message);
        if (performance.now() - collectedMs > collectEveryMs) collect();
        return;
      }
      if (message.type === 'rest') {
        collect();
        return;
      }
      await backend.release();
      port.close();
    });
  });
  tell({ type: 'ready' });
}

await serve();
