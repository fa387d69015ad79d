import { ConnectionError, FarsightError } from '@farsight/protocol';
import { farsightV1 } from '@farsight/protocol/wire';
import { maxMessageBytesOf, type ReachOptions } from '../answering-client.js';
import { encodeRequest } from '../encode-request.js';
import { brokenProtocol } from '../stream/reply-outcome.js';
import type { CallOptions, Transport } from '../transport.js';
import { parseCallAddress, subProtocols, type CallAddress } from './call-address.js';
import { SocketCall } from './socket-call.js';
import { globalWebSocket, type WebSocketClass } from './web-socket.js';

/** How calls over WebSocket are made. */
export interface WebSocketOptions extends Pick<ReachOptions, 'token' | 'maxMessageBytes'> {
  /** The class to make sockets with. Default: the one that browsers and Node from 22 on have. */
  readonly WebSocket?: WebSocketClass | undefined;
}

/**
 * A transport over WebSockets, for browsers: one socket per call, opened by the call.
 *
 * @param server - address of the server's HTTP side, such as `http://127.0.0.1:5080` or `location.href`
 * @throws FarsightError INVALID_ARGUMENT for values that cannot be used
 */
export function webSocketTransport(server: string, options: WebSocketOptions = {}): Transport {
  return new WebSocketTransport(parseCallAddress(server), options);
}

interface Codec<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

const {
  ListNetworksRequest,
  ListNetworksResponse,
  DescribeNetworkRequest,
  DescribeNetworkResponse,
  InferRequest,
  InferResponse,
  StreamInferResponse,
  WatchSourceRequest,
  WatchSourceResponse,
} = farsightV1;

class WebSocketTransport implements Transport {
  readonly server: string;
  readonly maxMessageBytes: number;
  readonly #urlOf: CallAddress['urlOf'];
  readonly #subProtocols: string[];
  readonly #WebSocket: WebSocketClass;
  readonly #calls = new Set<SocketCall>();
  #closed = false;

  constructor({ server, urlOf }: CallAddress, options: WebSocketOptions) {
    this.server = server;
    this.maxMessageBytes = maxMessageBytesOf(options);
    this.#urlOf = urlOf;
    this.#subProtocols = subProtocols(options.token);
    this.#WebSocket = options.WebSocket ?? globalWebSocket();
  }

  listNetworks(
    request: farsightV1.ListNetworksRequest,
    call: CallOptions,
  ): Promise<farsightV1.ListNetworksResponse> {
    return only(this.#ask('ListNetworks', ListNetworksRequest, ListNetworksResponse, request, call));
  }

  describeNetwork(
    request: farsightV1.DescribeNetworkRequest,
    call: CallOptions,
  ): Promise<farsightV1.DescribeNetworkResponse> {
    return only(this.#ask('DescribeNetwork', DescribeNetworkRequest, DescribeNetworkResponse, request, call));
  }

  infer(request: farsightV1.InferRequest, call: CallOptions): Promise<farsightV1.InferResponse> {
    return only(this.#ask('Infer', InferRequest, InferResponse, request, call));
  }

  streamInfer(
    requests: AsyncIterable<farsightV1.StreamInferRequest>,
    call: CallOptions,
  ): AsyncGenerator<farsightV1.StreamInferResponse, void, undefined> {
    return this.#call('StreamInfer', encoded(requests), StreamInferResponse, call);
  }

  watchSource(
    request: farsightV1.WatchSourceRequest,
    call: CallOptions,
  ): AsyncGenerator<farsightV1.WatchSourceResponse, void, undefined> {
    return this.#ask('WatchSource', WatchSourceRequest, WatchSourceResponse, request, call);
  }

  close(): Promise<void> {
    this.#closed = true;
    for (const call of this.#calls) call.cancel();
    return Promise.resolve();
  }

  /** A call with one request. */
  #ask<Request, Response>(
    method: string,
    requestType: Codec<Request>,
    responseType: Codec<Response>,
    request: Request,
    options: CallOptions,
  ): AsyncGenerator<Response, void, undefined> {
    return this.#call(method, one(requestType.encode(request).finish()), responseType, options);
  }

  async *#call<Response>(
    method: string,
    requests: AsyncIterable<Uint8Array>,
    responseType: Codec<Response>,
    { signal }: CallOptions,
  ): AsyncGenerator<Response, void, undefined> {
    if (this.#closed || signal?.aborted === true) {
      throw new FarsightError('CANCELLED', 'The call was cancelled.', { cause: signal?.reason });
    }
    const call = new SocketCall(this.#connect(method), this);
    const abort = (): void => call.cancel();
    signal?.addEventListener('abort', abort, { once: true });
    this.#calls.add(call);
    void call.send(requests);
    try {
      for await (const bytes of call.responses()) yield decoded(responseType, bytes);
    } finally {
      call.cancel();
      this.#calls.delete(call);
      signal?.removeEventListener('abort', abort);
    }
  }

  #connect(method: string): InstanceType<WebSocketClass> {
    try {
      return new this.#WebSocket(this.#urlOf(method), this.#subProtocols);
    } catch (error) {
      throw new ConnectionError(
        'CONNECTION_FAILED',
        `Could not connect to ${this.server}: this page may not. A page of https: needs a server with TLS.`,
        { cause: error },
      );
    }
  }
}

function decoded<T>(type: Codec<T>, bytes: Uint8Array): T {
  try {
    return type.decode(bytes);
  } catch {
    throw brokenProtocol('sent bytes that are no message of their type');
  }
}

async function* encoded(
  requests: AsyncIterable<farsightV1.StreamInferRequest>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const request of requests) yield encodeRequest(request);
}

// eslint-disable-next-line @typescript-eslint/require-await -- one message that is here, for what takes streams
async function* one(message: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield message;
}

async function only<T>(responses: AsyncIterable<T>): Promise<T> {
  let answer: { readonly response: T } | undefined;
  for await (const response of responses) answer ??= { response };
  if (answer === undefined) throw brokenProtocol('answered a call with nothing');
  return answer.response;
}
