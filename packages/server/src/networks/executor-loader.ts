import {
  describeDefinition,
  ensureWeights,
  openFinisher,
  weightsPresent,
  type NetworkDefinition,
} from '@farsight/engine';
import type { FarsightError } from '@farsight/protocol';
import { Executor } from '../executors/executor.js';
import { ExecutorPool } from '../executors/executor-pool.js';
import type { Scheduler } from '../executors/scheduler.js';
import type { Logger } from '../logging.js';
import type { LoadedPool, NetworkLoader } from './network-entry.js';

/** How networks are loaded and run. */
export interface ExecutorLoaderOptions {
  readonly scheduler: Scheduler;
  /** Executors per network. */
  readonly executors: number;
  readonly threads: number;
  readonly maxPixels: number;
  /** URL of the module that exports `createBackend`; default: the engine's. */
  readonly backend: string | undefined;
  readonly logger: Logger;
  /** Takes back the memory of frames that have been run. */
  readonly reclaim: (bytes: ArrayBuffer) => void;
}

/** Loads networks into executors: weights first, on this thread's event loop, then a pool of threads of its own. */
export class ExecutorLoader implements NetworkLoader {
  readonly #options: ExecutorLoaderOptions;

  constructor(options: ExecutorLoaderOptions) {
    this.#options = options;
  }

  weightsPresent(definition: NetworkDefinition): Promise<boolean> {
    // A backend of one's own needs no weights.
    return this.#options.backend === undefined ? weightsPresent(definition) : Promise.resolve(true);
  }

  async load(
    definition: NetworkDefinition,
    onFailed: (error: FarsightError) => void,
    signal: AbortSignal,
  ): Promise<LoadedPool> {
    const { scheduler, logger } = this.#options;
    const log = logger.child({ network: definition.name });
    if (this.#options.backend === undefined) await this.#ensureWeights(definition, log, signal);
    signal.throwIfAborted();
    const queue = scheduler.open();
    try {
      const startedMs = performance.now();
      const start = (): Promise<Executor> => this.#startExecutor(definition, log);
      const pool = await ExecutorPool.open({ count: this.#options.executors, start, queue, log, onFailed });
      log.info({ loadMs: Math.round(performance.now() - startedMs) }, 'The network is ready.');
      return {
        attach: (lane) => queue.attach(lane),
        get executors() {
          return pool.size;
        },
        rest: () => pool.rest(),
        close: () => pool.close(),
      };
    } catch (error) {
      queue.close(error as FarsightError);
      throw error;
    }
  }

  readonly describe: NetworkLoader['describe'] = (definition, state, reason, options) =>
    describeDefinition(definition, state, reason, options);

  readonly openFinisher: NetworkLoader['openFinisher'] = (definition) => openFinisher(definition);

  now(): number {
    return performance.now();
  }

  #startExecutor(definition: NetworkDefinition, log: Logger): Promise<Executor> {
    const { threads, maxPixels, backend = './engine-backend.js', reclaim } = this.#options;
    return Executor.start({ definition, intraOpThreads: threads, maxPixels, backend }, log, reclaim);
  }

  async #ensureWeights(definition: NetworkDefinition, log: Logger, signal: AbortSignal): Promise<void> {
    let loggedMs = performance.now();
    await ensureWeights(definition, {
      signal,
      onProgress: (bytes, totalBytes) => {
        if (performance.now() - loggedMs < 2000) return;
        loggedMs = performance.now();
        log.info({ bytes, totalBytes }, 'Fetching weights.');
      },
    });
  }
}
