import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { FarsightError, errorOfCode, type StillFrame } from '@farsight/protocol';
import type { Logger } from '../logging.js';
import type { ExecutorStart, FromExecutor, ThreadError, ToExecutor } from './executor-messages.js';
import type { Job } from './lane.js';
import type { JobRunner } from './scheduler.js';

// By the package's exports, so that the built file is found from sources under test too.
const workerPath = createRequire(import.meta.url).resolve('@farsight/server/executor-worker');

/** Results are small and frames live outside the heap; a thread's default heap limit is gigabytes. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };

/** A run under way may end before the thread does; one that hangs is not waited for. */
const closeGraceMs = 3000;

interface Task {
  readonly job: Job;
  readonly done: () => void;
}

/** One worker thread with one loaded network. Owns the thread. */
export class Executor implements JobRunner {
  readonly #worker: Worker;
  readonly #log: Logger;
  readonly #reclaim: (bytes: ArrayBuffer) => void;
  readonly #tasks = new Map<number, Task>();
  /** Resolves when the thread has ended, with the error that ended it, if one did. */
  readonly exited: Promise<unknown>;
  #nextId = 0;
  #answered = 0;
  #ended = false;

  private constructor(worker: Worker, log: Logger, reclaim: (bytes: ArrayBuffer) => void) {
    this.#worker = worker;
    this.#log = log;
    this.#reclaim = reclaim;
    this.exited = new Promise((resolve) => {
      let cause: unknown;
      worker.on('error', (error) => (cause = error));
      worker.on('messageerror', (error) => {
        cause = error;
        void worker.terminate();
      });
      worker.on('exit', () => {
        this.#ended = true;
        this.#failAll(cause);
        resolve(cause);
      });
    });
  }

  /**
   * Starts a thread and loads the network in it.
   *
   * @param reclaim - Takes back the memory of frames that have been run.
   * @throws FarsightError what loading threw; EXECUTOR_CRASHED if the thread ended before
   */
  static async start(
    start: ExecutorStart,
    log: Logger,
    reclaim: (bytes: ArrayBuffer) => void = () => undefined,
  ): Promise<Executor> {
    const worker = new Worker(workerPath, { workerData: start, resourceLimits, execArgv: [] });
    const executor = new Executor(worker, log, reclaim);
    await new Promise<void>((resolve, reject) => {
      worker.once('message', (message: FromExecutor) => {
        if (message.type === 'ready') resolve();
        else if (message.type === 'load-failed') reject(fromThread(message.error));
      });
      void executor.exited.then((cause) => reject(crashed(cause)));
    });
    worker.on('message', (message: FromExecutor) => executor.#onMessage(message));
    return executor;
  }

  /** Jobs it has and has not settled; infinite when it takes no more. */
  get load(): number {
    return this.#ended ? Infinity : this.#tasks.size;
  }

  /** Frames answered so far, errors included. */
  get answered(): number {
    return this.#answered;
  }

  run(job: Job, done: () => void): void {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#tasks.set(id, { job, done });
    const frame = portable(job.frame, job.ownsBytes);
    const message: ToExecutor = { type: 'run', id, frame, options: job.options };
    this.#worker.postMessage(message, [frame.data.buffer as ArrayBuffer]);
  }

  /** Nothing follows for a while. */
  rest(): void {
    const message: ToExecutor = { type: 'rest' };
    this.#worker.postMessage(message);
  }

  /** Frees the network and ends the thread; jobs it still has are run first, unless they take too long. */
  async close(): Promise<void> {
    this.#ended = true;
    const message: ToExecutor = { type: 'close' };
    this.#worker.postMessage(message);
    const timer = setTimeout(() => void this.#worker.terminate(), closeGraceMs);
    await this.exited;
    clearTimeout(timer);
  }

  #onMessage(message: FromExecutor): void {
    if (message.type !== 'result' && message.type !== 'error') return;
    const task = this.#tasks.get(message.id);
    if (task === undefined) return;
    this.#tasks.delete(message.id);
    this.#answered += 1;
    if (message.bytes !== undefined) this.#reclaim(message.bytes);
    if (message.type === 'result') this.#succeed(task.job, message);
    else this.#fail(task.job, message.error);
    task.done();
  }

  #succeed(job: Job, { result, startedMs }: Extract<FromExecutor, { type: 'result' }>): void {
    const queueMs = Math.max(0, startedMs - job.arrivedMs);
    job.succeed({ ...result, timings: { queueMs, ...result.timings } });
  }

  #fail(job: Job, error: ThreadError): void {
    if (error.code === 'INTERNAL')
      this.#log.error({ detail: error.detail }, 'A frame failed in its executor.');
    job.fail(fromThread(error));
  }

  #failAll(cause: unknown): void {
    const tasks = [...this.#tasks.values()];
    this.#tasks.clear();
    for (const { job, done } of tasks) {
      job.fail(crashed(cause));
      done();
    }
  }
}

/** The frame without what cannot travel, its bytes in a buffer of their own: moved if they are ours, else copied. */
function portable(frame: StillFrame, ownsBytes: boolean): StillFrame {
  const { stamp, data } = frame;
  // Small views on buffers of the pool's size may be pieces of Node's pool, which others use too.
  const own = data.byteLength === data.buffer.byteLength || data.buffer.byteLength > Buffer.poolSize;
  const movable = ownsBytes && own && data.buffer instanceof ArrayBuffer;
  const bytes = movable
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : Uint8Array.prototype.slice.call(data);
  return frame.codec === 'raw'
    ? { stamp, codec: frame.codec, raw: frame.raw, data: bytes }
    : { stamp, codec: frame.codec, data: bytes };
}

function fromThread({ code, message, detail }: ThreadError): FarsightError {
  return errorOfCode(code, message, { cause: detail });
}

function crashed(cause: unknown): FarsightError {
  return new FarsightError(
    'EXECUTOR_CRASHED',
    'The thread that ran this frame died and is being replaced; send the frame again.',
    { cause },
  );
}
