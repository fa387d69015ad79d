import { FarsightError, checkNetworkName } from '@farsight/protocol';
import type { Transport } from '../transport.js';
import { checkMaxAge } from './check-max-age.js';
import type { FrameSource, RemoteStream, StreamInfo, StreamItem, StreamOptions } from './item.js';
import { OneIteration } from './one-iteration.js';
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

function checkSetup(networks: readonly string[], { maxInFlight, maxAgeMs }: StreamOptions): void {
  checkMaxAge(maxAgeMs);
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

class RunningStream extends OneIteration<StreamItem> implements RemoteStream {
  readonly #run: StreamRun;

  constructor(run: StreamRun) {
    super('A remote stream can be iterated once; make another one.');
    this.#run = run;
  }

  info(): Promise<StreamInfo> {
    return this.#run.info();
  }

  protected override take(): Promise<StreamItem | undefined> {
    return this.#run.next();
  }

  protected override close(): Promise<void> {
    return this.#run.close();
  }
}
