import type { farsightV1 } from '@farsight/protocol/wire';

/** What every call of a {@link Transport} takes. */
export interface CallOptions {
  /** Cancels the call: it then rejects with FarsightError CANCELLED. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Carries the messages of `farsight.v1` to a server and back: over gRPC, or over WebSockets for browsers.
 *
 * Every method rejects with a FarsightError and nothing else: the server's own code where it sent one, `ConnectionError`
 * where the connection failed or broke, CANCELLED where `signal` aborted. `testing/transport.contract.ts` is the suite
 * every implementation passes.
 */
export interface Transport {
  /** Where it leads, as the user wrote it: for messages to the user. */
  readonly server: string;
  /** Largest message that can be sent, in bytes. */
  readonly maxMessageBytes: number;
  listNetworks(
    request: farsightV1.ListNetworksRequest,
    call: CallOptions,
  ): Promise<farsightV1.ListNetworksResponse>;
  describeNetwork(
    request: farsightV1.DescribeNetworkRequest,
    call: CallOptions,
  ): Promise<farsightV1.DescribeNetworkResponse>;
  infer(request: farsightV1.InferRequest, call: CallOptions): Promise<farsightV1.InferResponse>;
  /**
   * Yields responses in order; those that arrived before a failure come before the error. `requests` is read until it ends
   * or the call does; whoever passes it must end it, also after a failure.
   */
  streamInfer(
    requests: AsyncIterable<farsightV1.StreamInferRequest>,
    call: CallOptions,
  ): AsyncIterable<farsightV1.StreamInferResponse>;
  /** Yields responses as {@link streamInfer} does; the request has all there is to say. */
  watchSource(
    request: farsightV1.WatchSourceRequest,
    call: CallOptions,
  ): AsyncIterable<farsightV1.WatchSourceResponse>;
  /** Ends the connection; calls under way fail. */
  close(): Promise<void>;
}
