import { createClient, type Channel } from 'nice-grpc';
import { Metadata } from 'nice-grpc-common';
import { farsightV1 } from '@farsight/protocol/wire';
import type { ServerAddress } from '../address.js';
import type { TlsOptions } from '../connect.js';
import type { CallOptions, Transport } from '../transport.js';
import { openChannel } from './channel.js';
import { lateAbort } from './late-abort.js';
import { errorOfCall } from './status-error.js';
import { streamingDefinition } from './streaming-definition.js';

/** Trailing metadata in which a server sends the code of its error. */
const codeKey = 'farsight-code';

/** What a gRPC connection needs to know. */
export interface GrpcOptions {
  readonly token: string | undefined;
  readonly tls: boolean | TlsOptions;
  readonly maxMessageBytes: number;
}

/** A transport over gRPC. The connection is made by the first call. */
export function openGrpc(server: string, address: ServerAddress, options: GrpcOptions): Transport {
  const channel = openChannel(address, options.tls, options.maxMessageBytes);
  return new GrpcTransport(server, channel, options);
}

interface NiceCallOptions {
  readonly signal: AbortSignal;
  readonly metadata: Metadata;
  readonly onHeader: () => void;
  readonly onTrailer: (trailer: Metadata) => void;
}

/** One call. */
interface Attempt {
  readonly options: NiceCallOptions;
  /** What to make of its failure. */
  readonly failed: (error: unknown) => Error;
  /** Says that it is over. */
  readonly release: () => void;
}

class GrpcTransport implements Transport {
  readonly server: string;
  readonly maxMessageBytes: number;
  readonly #channel: Channel;
  readonly #stub;
  readonly #streaming;
  readonly #token: string | undefined;
  #answered = false;

  constructor(server: string, channel: Channel, { token, maxMessageBytes }: GrpcOptions) {
    this.server = server;
    this.maxMessageBytes = maxMessageBytes;
    this.#channel = channel;
    this.#stub = createClient(farsightV1.FarsightDefinition, channel);
    this.#streaming = createClient(streamingDefinition, channel);
    this.#token = token;
  }

  listNetworks(
    request: farsightV1.ListNetworksRequest,
    call: CallOptions,
  ): Promise<farsightV1.ListNetworksResponse> {
    return this.#unary(call, (options) => this.#stub.listNetworks(request, options));
  }

  describeNetwork(
    request: farsightV1.DescribeNetworkRequest,
    call: CallOptions,
  ): Promise<farsightV1.DescribeNetworkResponse> {
    return this.#unary(call, (options) => this.#stub.describeNetwork(request, options));
  }

  infer(request: farsightV1.InferRequest, call: CallOptions): Promise<farsightV1.InferResponse> {
    return this.#unary(call, (options) => this.#stub.infer(request, options));
  }

  async *streamInfer(
    requests: AsyncIterable<farsightV1.StreamInferRequest>,
    call: CallOptions,
  ): AsyncGenerator<farsightV1.StreamInferResponse, void, undefined> {
    const attempt = this.#attempt(call);
    try {
      yield* this.#streaming.streamInfer(requests, attempt.options);
    } catch (error) {
      throw attempt.failed(error);
    } finally {
      attempt.release();
    }
  }

  async *watchSource(
    request: farsightV1.WatchSourceRequest,
    call: CallOptions,
  ): AsyncGenerator<farsightV1.WatchSourceResponse, void, undefined> {
    const attempt = this.#attempt(call);
    try {
      yield* this.#stub.watchSource(request, attempt.options);
    } catch (error) {
      throw attempt.failed(error);
    } finally {
      attempt.release();
    }
  }

  close(): Promise<void> {
    this.#channel.close();
    return Promise.resolve();
  }

  async #unary<T>(call: CallOptions, invoke: (options: NiceCallOptions) => Promise<T>): Promise<T> {
    const attempt = this.#attempt(call);
    try {
      return await invoke(attempt.options);
    } catch (error) {
      throw attempt.failed(error);
    } finally {
      attempt.release();
    }
  }

  #attempt(call: CallOptions): Attempt {
    const signal = call.signal ?? new AbortController().signal;
    const late = lateAbort(signal);
    const metadata = Metadata();
    if (this.#token !== undefined) metadata.set('authorization', `Bearer ${this.#token}`);
    let code: string | undefined;
    const onHeader = (): void => void (this.#answered = true);
    const onTrailer = (trailer: Metadata): void => void (code = trailer.get(codeKey));
    return {
      options: { signal: late.signal, metadata, onHeader, onTrailer },
      release: () => late.release(),
      failed: (error) =>
        errorOfCall(error, {
          server: this.server,
          answered: this.#answered,
          code,
          aborted: signal.aborted,
        }),
    };
  }
}
