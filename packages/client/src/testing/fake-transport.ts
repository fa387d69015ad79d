import { FarsightError } from '@farsight/protocol';
import type { CallOptions, Transport } from '../transport.js';

/** The server's side of a transport: the same calls. A call's signal aborts when the client is no longer there. */
export type FarsightService = Omit<Transport, 'server' | 'maxMessageBytes' | 'close'>;

/** A transport to a service in the same process. */
export class FakeTransport implements Transport {
  readonly server = 'fake:5000';
  readonly maxMessageBytes: number;
  readonly #service: FarsightService;
  readonly #closed = new AbortController();

  constructor(service: FarsightService, maxMessageBytes = 64 * 1024 * 1024) {
    this.#service = service;
    this.maxMessageBytes = maxMessageBytes;
  }

  readonly listNetworks: Transport['listNetworks'] = (request, call) =>
    this.#unary(call, (signal) => this.#service.listNetworks(request, { signal }));

  readonly describeNetwork: Transport['describeNetwork'] = (request, call) =>
    this.#unary(call, (signal) => this.#service.describeNetwork(request, { signal }));

  readonly infer: Transport['infer'] = (request, call) =>
    this.#unary(call, (signal) => this.#service.infer(request, { signal }));

  readonly streamInfer: Transport['streamInfer'] = (requests, call) =>
    this.#streaming(call, (signal) => this.#service.streamInfer(requests, { signal }));

  readonly watchSource: Transport['watchSource'] = (request, call) =>
    this.#streaming(call, (signal) => this.#service.watchSource(request, { signal }));

  close(): Promise<void> {
    this.#closed.abort();
    return Promise.resolve();
  }

  async #unary<T>(call: CallOptions, invoke: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const ended = new AbortController();
    const unlink = this.#link(call, ended);
    try {
      return await unlessAborted(ended.signal, invoke(ended.signal));
    } finally {
      unlink();
    }
  }

  async *#streaming<T>(
    call: CallOptions,
    invoke: (signal: AbortSignal) => AsyncIterable<T>,
  ): AsyncGenerator<T, void, undefined> {
    const ended = new AbortController();
    const unlink = this.#link(call, ended);
    const responses = invoke(ended.signal)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const result = await unlessAborted(ended.signal, responses.next());
        if (result.done === true) return;
        yield result.value;
      }
    } finally {
      unlink();
      ended.abort();
      void responses.return?.();
    }
  }

  #link({ signal }: CallOptions, ended: AbortController): () => void {
    const abort = (): void => ended.abort();
    const signals = [signal, this.#closed.signal];
    for (const one of signals) {
      if (one?.aborted === true) abort();
      one?.addEventListener('abort', abort);
    }
    return () => signals.forEach((one) => one?.removeEventListener('abort', abort));
  }
}

function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new FarsightError('CANCELLED', 'The call was cancelled.'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
