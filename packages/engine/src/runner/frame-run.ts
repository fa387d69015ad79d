import type { PixelFrame, RunOptions, TaskResult } from '@farsight/protocol';
import { FarsightError } from '@farsight/protocol';
import type { FrameSize } from '../kernels/pictures/map-boxes.js';
import type { Picture } from '../kernels/pictures/picture.js';
import { wholePicture } from '../kernels/pictures/picture.js';

/** What a frame is run with. */
export interface FrameRunOptions {
  /** Name of the network, for messages. */
  readonly network: string;
  /** How many tasks need the frame's pixels. */
  readonly readers: number;
  readonly options: RunOptions;
  readonly streamId: string;
}

type Stage = 'preprocessMs' | 'runMs' | 'postprocessMs';

/**
 * One frame on its way through the tasks of a network: its pixels, what the tasks before found, and how long each stage
 * took. Owns the frame, which goes when the last reader is done with it, and in any case with the run.
 */
export class FrameRun implements Disposable {
  readonly options: RunOptions;
  readonly streamId: string;
  /** Size of the source frame. */
  readonly size: FrameSize;
  /** By task name. */
  readonly results: Record<string, TaskResult> = {};
  /** Milliseconds, over all tasks. */
  readonly timings = { preprocessMs: 0, runMs: 0, postprocessMs: 0 };
  readonly #network: string;
  #frame: PixelFrame | undefined;
  #readers: number;

  /** Consumes the frame. */
  constructor(frame: PixelFrame, { network, readers, options, streamId }: FrameRunOptions) {
    this.options = options;
    this.streamId = streamId;
    this.size = { width: frame.width, height: frame.height };
    this.#network = network;
    this.#frame = frame;
    this.#readers = readers;
  }

  /** The frame's pixels, until every reader is done. */
  get picture(): Picture {
    if (this.#frame === undefined) throw new Error('A task wants the pixels of a frame that was disposed.');
    return wholePicture(this.#frame);
  }

  /** To be called by every reader once. */
  done(): void {
    this.#readers--;
    if (this.#readers === 0) this[Symbol.dispose]();
  }

  preprocess<T>(work: () => T): T {
    return this.#timed('preprocessMs', work);
  }

  postprocess<T>(work: () => T): T {
    return this.#timed('postprocessMs', work);
  }

  /** Errors of the runtime become INTERNAL, without its words. */
  async infer<T>(work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } catch (cause) {
      throw new FarsightError('INTERNAL', `Network ${this.#network} failed on this frame.`, { cause });
    } finally {
      this.timings.runMs += performance.now() - start;
    }
  }

  [Symbol.dispose](): void {
    this.#frame?.[Symbol.dispose]();
    this.#frame = undefined;
  }

  #timed<T>(stage: Stage, work: () => T): T {
    const start = performance.now();
    const result = work();
    this.timings[stage] += performance.now() - start;
    return result;
  }
}
