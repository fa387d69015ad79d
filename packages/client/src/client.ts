import type { EncodedFrame, FrameResult, NetworkInfo, RunOptions } from '@farsight/protocol';
import type { LabelsByTask } from './labels.js';
import type { FrameSource, RemoteStream, StreamOptions } from './stream/item.js';
import type { CallOptions, Transport } from './transport.js';
import type { SourceWatch, WatchOptions } from './watch/source-watch.js';

/** The result of one image, with what is needed to read it. */
export interface InferResult extends FrameResult {
  /** The networks that ran, with labels. */
  readonly networks: readonly NetworkInfo[];
  /** Class names of every task of these networks. */
  readonly labels: LabelsByTask;
}

/** A connection to a server. Any number of calls and streams can share it. */
export interface Client extends AsyncDisposable {
  /** The server's address as given to `connect`. */
  readonly server: string;
  /** What carries the calls. */
  readonly transport: Transport;
  /** The networks this server can run, without labels. */
  listNetworks(options?: CallOptions): Promise<readonly NetworkInfo[]>;
  /**
   * One network, with labels.
   *
   * @throws NetworkNotFoundError
   */
  describeNetwork(name: string, options?: CallOptions): Promise<NetworkInfo>;
  /**
   * Runs networks on one image.
   *
   * @param image - the bytes of a JPEG, PNG or WebP file, or a frame
   * @throws NetworkNotFoundError
   * @throws FarsightError INVALID_FRAME, FRAME_TOO_LARGE, MESSAGE_TOO_LARGE
   */
  infer(
    image: Uint8Array | EncodedFrame,
    network: string | readonly string[],
    options?: RunOptions & CallOptions,
  ): Promise<InferResult>;
  /** Runs networks on a stream of frames; see {@link RemoteStream}. */
  stream(source: FrameSource, network: string | readonly string[], options?: StreamOptions): RemoteStream;
  /** Runs networks on a source that the server opens itself; see {@link SourceWatch}. */
  watch(source: string, network: string | readonly string[], options?: WatchOptions): SourceWatch;
  /** Ends the connection and every call on it. */
  close(): Promise<void>;
}
