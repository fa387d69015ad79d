import { FarsightError, checkNetworkName } from '@farsight/protocol';
import type { Transport } from '../transport.js';
import type { FrameSource, RemoteStream, StreamInfo, StreamItem, StreamOptions } from './item.js';
import { StreamRun, type StreamSetup } from './stream-run.js';

/** A stream on a transport that somebody else closes. */
export function streamOn(
  transport: Transport,
  source: FrameSource,
  network: string | readonly string[],
  options: StreamOptions = {},
): RemoteStream {
  const shared = { transport, release: () => Promise.resolve() };
  return openStream(() => Promise.resolve(shared), source, network, options);
}

/** A stream whose connection `connectTo` provides. */
export function openStream(
  connectTo: StreamSetup['connect'],
  source: FrameSource,
  network: string | readonly string[],
  options: StreamOptions,
): RemoteStream {
  const networks = typeof network === 'string' ? [network] : network;
  checkSetup(networks, options);
  return new RunningStream(new StreamRun({ connect: connectTo, source, networks, options }));
}

function checkSetup(networks: readonly string[], { maxInFlight }: StreamOptions): void {
  if (networks.length === 0) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      'Expected the name of at least one network but received none.',
    );
  }
  for (const name of networks) checkNetworkName(name);
  if (maxInFlight !== undefined && !(Number.isInteger(maxInFlight) && maxInFlight >= 1)) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected an integer of at least 1 for maxInFlight but received ${maxInFlight}.`,
    );
  }
}

/** The iterator is written by hand: that of an async generator would make `return()` wait behind a pending `next()`. */
class RunningStream implements RemoteStream {
  readonly #run: StreamRun;
  #iterated = false;
  #done = false;

  constructor(run: StreamRun) {
    this.#run = run;
  }

  info(): Promise<StreamInfo> {
    return this.#run.info();
  }

  [Symbol.asyncIterator](): AsyncIterator<StreamItem, undefined> {
    if (this.#iterated) {
      throw new FarsightError('INVALID_ARGUMENT', 'A remote stream can be iterated once; make another one.');
    }
    this.#iterated = true;
    return { next: () => this.#next(), return: () => this.#return() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#return();
  }

  async #next(): Promise<IteratorResult<StreamItem, undefined>> {
    if (this.#done) return { done: true, value: undefined };
    try {
      const value = await this.#run.next();
      if (value !== undefined) return { done: false, value };
    } catch (error) {
      this.#done = true;
      throw error;
    }
    this.#done = true;
    return { done: true, value: undefined };
  }

  async #return(): Promise<IteratorResult<StreamItem, undefined>> {
    this.#done = true;
    await this.#run.close();
    return { done: true, value: undefined };
  }
}
