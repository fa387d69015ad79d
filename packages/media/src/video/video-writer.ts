import type { PixelFrame } from '@farsight/protocol';

/** How a video file is to be written. */
export interface VideoWriterOptions {
  /**
   * Longest time until a written frame is in the file, in frames: what a crash may lose. Also the distance of key frames.
   * Default: 50.
   */
  readonly keyFrameInterval?: number;
  /** Constant rate factor of H.264, 0 (lossless) to 51 (worst). Default: 20. */
  readonly quality?: number;
  /** Files that must not be overwritten: the input. Compared after resolving links. */
  readonly inputs?: readonly string[];
  /** Ends waiting writes; `close` still finishes the file. */
  readonly signal?: AbortSignal;
}

/** Writes frames into an H.264 MP4. */
export interface VideoWriter extends AsyncDisposable {
  /** Size of the picture in the file, even numbers; undefined until the first frame. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  /** Frames written so far. */
  readonly frameCount: number;
  /**
   * Queues a copy of the pixels; the caller keeps them. Resolves when the writer is ready for more.
   *
   * @throws FarsightError OUTPUT_FAILED if the file cannot be written; INVALID_ARGUMENT if the size is not the first frame's.
   */
  write(pixels: PixelFrame, ptsUs: number): Promise<void>;
  /** Finishes the file. Safe to call twice, and after an error. */
  close(): Promise<void>;
}
