import { setTimeout as delay } from 'node:timers/promises';
import { FarsightError } from '@farsight/protocol';
import type { Logger } from '../logging.js';
import type { JobRunner, NetworkQueue } from './scheduler.js';

/** An executor as its pool sees it; {@link Executor} is the real one. */
export interface PooledExecutor extends JobRunner {
  readonly exited: Promise<unknown>;
  readonly answered: number;
  rest(): void;
  close(): Promise<void>;
}

export interface ExecutorPoolOptions {
  /** Executors to keep alive. */
  readonly count: number;
  /** Starts one and loads the network in it. */
  readonly start: () => Promise<PooledExecutor>;
  readonly queue: NetworkQueue;
  readonly log: Logger;
  /** Called once when executors cannot be kept alive; the pool is of no use then and closes itself. */
  readonly onFailed: (error: FarsightError) => void;
  /** Milliseconds before the first replacement of a crashed executor; doubles up to 100 times that. Default 100. */
  readonly backoffMs?: number;
}

/** After so many executors that died or did not start, without one frame answered in between, a network has failed. */
const maxFailures = 6;

/** Keeps the executors of one network alive. */
export class ExecutorPool {
  readonly #options: ExecutorPoolOptions;
  readonly #executors = new Set<PooledExecutor>();
  readonly #closing = new AbortController();
  readonly #keepers: Promise<void>[] = [];
  #failures = 0;

  private constructor(options: ExecutorPoolOptions) {
    this.#options = options;
  }

  /**
   * Starts the first executor, and the others when it is ready: a network that cannot be loaded is found out once.
   *
   * @throws FarsightError what loading threw
   */
  static async open(options: ExecutorPoolOptions): Promise<ExecutorPool> {
    const pool = new ExecutorPool(options);
    const first = await options.start();
    pool.#keepers.push(pool.#keep(first));
    for (let index = 1; index < options.count; index += 1) pool.#keepers.push(pool.#keep());
    return pool;
  }

  /** Executors that are alive. */
  get size(): number {
    return this.#executors.size;
  }

  /** Nothing follows for a while. */
  rest(): void {
    for (const executor of this.#executors) executor.rest();
  }

  /** Ends all executors; what they run is run to its end. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#executors].map((executor) => executor.close()));
    await Promise.all(this.#keepers);
    this.#options.queue.close(new FarsightError('SHUTTING_DOWN', 'The network is being unloaded.'));
  }

  /** Keeps one place filled until the pool closes. */
  async #keep(first?: PooledExecutor): Promise<void> {
    let executor = first ?? (await this.#tryStart());
    for (;;) {
      if (executor !== undefined) await this.#employ(executor);
      if (this.#isClosing() || this.#gaveUp()) return;
      await this.#backOff();
      executor = await this.#tryStart();
    }
  }

  /** Lets an executor work until it ends. */
  async #employ(executor: PooledExecutor): Promise<void> {
    const { queue, log } = this.#options;
    if (this.#isClosing()) {
      await executor.close();
      return;
    }
    this.#executors.add(executor);
    queue.add(executor);
    const cause = await executor.exited;
    this.#executors.delete(executor);
    queue.remove(executor);
    if (this.#isClosing()) return;
    if (executor.answered > 0) this.#failures = 0;
    this.#failures += 1;
    log.error({ err: cause }, 'An executor crashed; it is being replaced.');
  }

  async #tryStart(): Promise<PooledExecutor | undefined> {
    if (this.#isClosing()) return undefined;
    try {
      return await this.#options.start();
    } catch (error) {
      this.#failures += 1;
      this.#options.log.error({ err: error }, 'An executor could not be started.');
      return undefined;
    }
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  #gaveUp(): boolean {
    if (this.#failures < maxFailures) return false;
    if (this.#executors.size === 0 && !this.#isClosing()) {
      this.#closing.abort();
      const error = new FarsightError(
        'EXECUTOR_CRASHED',
        'The threads that run this network die again and again.',
      );
      this.#options.queue.close(error);
      this.#options.onFailed(error);
    }
    return true;
  }

  async #backOff(): Promise<void> {
    const { backoffMs = 100 } = this.#options;
    const waitMs = backoffMs * Math.min(100, 2 ** (this.#failures - 1));
    await delay(waitMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}
