import type { EncodedFrame, RunOptions } from '@farsight/protocol';
import type { StreamInfo, StreamItem } from '../stream/item.js';

/** A frame of a source on the server with what was found in it. */
export interface WatchedItem extends Omit<StreamItem, 'image'> {
  /** The frame as the server decoded it, mostly a JPEG, if frames were asked for. */
  readonly image: EncodedFrame | undefined;
}

/** How to watch a source. */
export interface WatchOptions extends RunOptions {
  /** Whether items are to have their images; default: false. */
  readonly frames?: boolean | undefined;
  /** Milliseconds that frames of a live source may wait before they are begun, 1..3600000. Default: as the server has it, 1000. */
  readonly maxAgeMs?: number | undefined;
  /** Ends the watching: the iterator throws FarsightError CANCELLED. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The results of a source that the server opens itself: a camera, stream or file that its operator allows. Nothing happens before
 * the first `next()` or `info()`; it can be iterated once. A file comes from its beginning, every frame, as fast as it is taken.
 * Of a camera the newest frames come, from now on; those lost are gaps in `stamp.index`, counted in `dropped`. It does not end
 * by itself, also when the camera is away for a while.
 *
 * The iterator throws FarsightError NOT_ALLOWED, SOURCE_NOT_FOUND, SOURCE_FAILED, LIMIT_EXCEEDED, and what `RemoteStream` throws.
 */
export interface SourceWatch extends AsyncIterable<WatchedItem>, AsyncDisposable {
  /** Opens the source, if it is not yet open, and tells what is run on it. Rejects if it could not be opened. */
  info(): Promise<StreamInfo>;
}
