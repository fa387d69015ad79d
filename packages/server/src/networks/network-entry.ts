import { FarsightError, type NetworkInfo, type NetworkState } from '@farsight/protocol';
import type { Finisher, NetworkDefinition } from '@farsight/engine';
import { errorForClient } from '../error-to-status.js';
import type { ServedNetwork } from './served-network.js';

/** A network that is loaded: its place for streams, and its end. */
export interface LoadedPool {
  readonly attach: ServedNetwork['attach'];
  /** Executors that are alive. */
  readonly executors: number;
  /** Nothing follows for a while. */
  rest(): void;
  close(): Promise<void>;
}

/** What an entry needs from the world: the engine and the executors, or fakes of them. */
export interface NetworkLoader {
  weightsPresent(definition: NetworkDefinition): Promise<boolean>;
  /** Fetches the weights if they are not here, and starts executors; `onFailed` is called if they cannot be kept alive. */
  load(
    definition: NetworkDefinition,
    onFailed: (error: FarsightError) => void,
    signal: AbortSignal,
  ): Promise<LoadedPool>;
  describe(
    definition: NetworkDefinition,
    state: NetworkState,
    reason: string,
    options: { labels: boolean },
  ): NetworkInfo;
  openFinisher(definition: NetworkDefinition): Finisher | undefined;
  /** Milliseconds on a clock that only moves forward. */
  now(): number;
}

type State =
  | { readonly kind: 'unloaded' }
  | { readonly kind: 'loading'; readonly pool: Promise<LoadedPool> }
  | { readonly kind: 'ready'; readonly pool: LoadedPool }
  | { readonly kind: 'failed'; readonly error: FarsightError; readonly retryAtMs: number };

const firstRetryMs = 1000;
const longestRetryMs = 60_000;

/** One network of the server and the state it is in. Loads it on first use, once for all who ask meanwhile. */
export class NetworkEntry {
  readonly definition: NetworkDefinition;
  readonly #loader: NetworkLoader;
  readonly #closing = new AbortController();
  #state: State = { kind: 'unloaded' };
  #failures = 0;
  #weightsHere = false;

  constructor(definition: NetworkDefinition, loader: NetworkLoader) {
    this.definition = definition;
    this.#loader = loader;
  }

  /** Executors that are alive. */
  get executors(): number {
    return this.#state.kind === 'ready' ? this.#state.pool.executors : 0;
  }

  /** Looks whether the weights are here; {@link info} tells what was seen last. */
  async refresh(): Promise<void> {
    if (this.#state.kind === 'unloaded')
      this.#weightsHere = await this.#loader.weightsPresent(this.definition);
  }

  /** The network as clients see it. */
  info(options: { labels: boolean }): NetworkInfo {
    const { kind } = this.#state;
    const state = kind !== 'unloaded' ? kind : this.#weightsHere ? 'available' : 'remote';
    const reason = this.#state.kind === 'failed' ? errorForClient(this.#state.error).message : '';
    return this.#loader.describe(this.definition, state, reason, options);
  }

  /**
   * The network, ready. A load that failed is tried again by whoever asks after a while; until then its error is thrown.
   *
   * @throws FarsightError what loading threw, or the signal's reason
   */
  async acquire(signal: AbortSignal): Promise<ServedNetwork> {
    signal.throwIfAborted();
    const pool = this.#state.kind === 'ready' ? this.#state.pool : await unlessAborted(this.#load(), signal);
    return {
      info: this.#loader.describe(this.definition, 'ready', '', { labels: true }),
      attach: (lane) => pool.attach(lane),
      openFinisher: () => this.#loader.openFinisher(this.definition),
    };
  }

  /** Nothing follows for a while. */
  rest(): void {
    if (this.#state.kind === 'ready') this.#state.pool.rest();
  }

  /** Unloads the network. */
  async close(): Promise<void> {
    this.#closing.abort(new FarsightError('SHUTTING_DOWN', 'The server is stopping.'));
    if (this.#state.kind === 'loading') await this.#state.pool.catch(() => undefined);
    if (this.#state.kind === 'ready') await this.#state.pool.close();
  }

  #load(): Promise<LoadedPool> {
    if (this.#state.kind === 'ready') return Promise.resolve(this.#state.pool);
    if (this.#state.kind === 'loading') return this.#state.pool;
    if (this.#state.kind === 'failed' && this.#loader.now() < this.#state.retryAtMs) {
      return Promise.reject(this.#state.error);
    }
    const pool = this.#loadNow();
    this.#state = { kind: 'loading', pool };
    return pool;
  }

  async #loadNow(): Promise<LoadedPool> {
    try {
      this.#closing.signal.throwIfAborted();
      const pool = await this.#loader.load(
        this.definition,
        (error) => this.#onFailed(error),
        this.#closing.signal,
      );
      this.#state = { kind: 'ready', pool };
      this.#failures = 0;
      return pool;
    } catch (cause) {
      const error = FarsightError.from(cause, 'NETWORK_LOAD_FAILED', 'The network could not be loaded.');
      this.#onFailed(error);
      throw error;
    }
  }

  #onFailed(error: FarsightError): void {
    const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures);
    this.#failures += 1;
    this.#state = { kind: 'failed', error, retryAtMs: this.#loader.now() + waitMs };
  }
}

/** The work's result, unless the signal aborts first; the work goes on then, for others who wait for it. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}
