import type {
  Delivery,
  DropCounts,
  EncodedFrame,
  FarsightError,
  Meta,
  NetworkInfo,
  RunOptions,
  Stamp,
  Timings,
} from '@farsight/protocol';
import type { LabelsByTask } from '../labels.js';

/** One frame with what the server found in it. */
export interface StreamItem {
  /**
   * The source's own frame object. Its `pixels`, where it has any, now belong to the receiver, who disposes them. Frames
   * that never become an item (dropped, or in flight when the stream ends) are disposed by the stream.
   */
  readonly image: EncodedFrame;
  readonly stamp: Stamp;
  /** Results by task name; empty if `error` is set. */
  readonly meta: Meta;
  /** Width of the frame in pixels, upright; 0 if `error` is set. */
  readonly width: number;
  /** Height of the frame in pixels, upright; 0 if `error` is set. */
  readonly height: number;
  /** All 0 if `error` is set. */
  readonly timings: Timings;
  /** Frames lost since the previous item, wherever they were dropped: the gap in `stamp.index`, images provided. */
  readonly dropped: number;
  /** The same by reason. */
  readonly drops: DropCounts;
  /** Why this frame has no result. The stream goes on. */
  readonly error?: FarsightError | undefined;
}

/** What the server knows of a source that it opens itself. */
export interface SourceInfo {
  /** Whether frames come by themselves, as those of a camera do; else all come, at the pace they are taken, and then the end. */
  readonly live: boolean;
  /** Number of frames, where it is known beforehand; a video's container may be wrong. */
  readonly frameCount: number | undefined;
  /** Whether it cannot be reached now. The server goes on trying, and results follow once it can. */
  readonly waiting: boolean;
}

/** What the server said when it opened the stream. */
export interface StreamInfo {
  /** Name of the stream on the server, for its logs. */
  readonly streamId: string;
  /** The networks of the stream, with labels. */
  readonly networks: readonly NetworkInfo[];
  /** Class names of every task of these networks. */
  readonly labels: LabelsByTask;
  /** Frames this stream keeps in flight at most: what was asked for, or less if the server granted less. */
  readonly maxInFlight: number;
  /** The source, where the server opens it: `client.watch`. */
  readonly source?: SourceInfo | undefined;
  /** Live delivery: milliseconds that frames may wait, as the server granted it; undefined: no bound. */
  readonly maxAgeMs?: number | undefined;
}

/** How to stream. */
export interface StreamOptions extends RunOptions {
  /**
   * `lossless` (default): every frame is answered; the source waits while `maxInFlight` frames are under way.
   * `live`: the source is never held back; while `maxInFlight` frames are under way only its newest frame is kept, and
   * the others are dropped and counted. Of video all frames are sent, and the server drops what it has decoded.
   */
  readonly delivery?: Delivery | undefined;
  /**
   * Most frames taken from the source and not yet handed to the receiver, at least 1; 16 more of video, which decoders may
   * keep back. Default: what the server grants. More hides the network's latency, less keeps results fresh.
   */
  readonly maxInFlight?: number | undefined;
  /**
   * Live delivery: milliseconds that a frame may wait, 1..3600000: here until it is sent, and on the server until it is begun
   * (of video on the server alone, from its decoding on). Older ones are dropped. Default: as the server has it, 1000.
   */
  readonly maxAgeMs?: number | undefined;
  /** Ends the stream: the iterator throws FarsightError CANCELLED. */
  readonly signal?: AbortSignal | undefined;
  /** Name of the stream for the server's logs. Default: the server makes one up. */
  readonly streamId?: string | undefined;
}

/**
 * Where frames come from. A function is called with a signal that aborts when the stream ends for whatever reason: the
 * way to release a source that waits (a silent camera). `stamp.index` must grow; video comes in the order of decoding.
 */
export type FrameSource =
  | Iterable<EncodedFrame>
  | AsyncIterable<EncodedFrame>
  | ((signal: AbortSignal) => AsyncIterable<EncodedFrame>);

/**
 * The results of a stream, in the order of its frames (of video, that of presentation). Nothing happens before the first `next()` or `info()`; it can be iterated once.
 *
 * The iterator throws NetworkNotFoundError before a frame is taken from the source, `ConnectionError` if the server
 * cannot be reached or the connection breaks (after everything received until then was delivered), and the source's own
 * error if that fails (after everything in flight was delivered). Leaving the loop ends the stream and closes the source.
 */
export interface RemoteStream extends AsyncIterable<StreamItem>, AsyncDisposable {
  /** Opens the stream, if it is not yet open, and tells what the server granted. Rejects if it could not be opened. */
  info(): Promise<StreamInfo>;
}
