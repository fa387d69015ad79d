import { setTimeout as delay } from 'node:timers/promises';
import { FarsightError, type PixelFrame } from '@farsight/protocol';
import { Backoff } from '../sources/backoff.js';
import { Pump } from '../sources/pump.js';
import { evenFrame } from './even-frame.js';
import type { NativeFrame } from './native-handles.js';
import type { PublishedStream } from './published-stream.js';

/** How frames are published. */
export interface PublishOptions {
  /** The newest frame wins and what is in its way is dropped, or every frame is sent and `write` waits. */
  readonly delivery: 'live' | 'lossless';
  /** Whether frames wait until their time has come: for those of a file, which may come as fast as they can be read. */
  readonly paced: boolean;
  /** Fires when the caller is to end: from then on nothing waits. */
  readonly stop: AbortSignal;
  /** Told of what goes wrong, and when it is right again: lines for people. */
  readonly note: (text: string) => void;
}

/** Sends frames to a server that distributes or records them. */
export interface StreamPublisher extends AsyncDisposable {
  /** Frames sent so far. */
  readonly sent: number;
  /** Frames left out because earlier ones were in their way, or the server was away. */
  readonly dropped: number;
  /** How often the server was lost. */
  readonly losses: number;
  /**
   * Adds a frame of any size. Copies the pixels, which stay the caller's. The first call resolves when its frame was sent; later
   * ones at once when live, else when there is room.
   *
   * @throws FarsightError OUTPUT_FAILED if the server cannot be reached or refuses in the first place, or, lossless, if it
   *   does not come back.
   */
  write(pixels: PixelFrame, ptsUs: number): Promise<void>;
  /** Sends what waits and ends the stream, within seconds. Calling it again, also after an error, is safe. */
  close(): Promise<void>;
}

/** What the publisher sends with; specs have their own. */
export interface PublisherParts {
  /** What a message may call the server. */
  readonly shown: string;
  readonly open: (
    size: Pick<NativeFrame, 'width' | 'height'>,
    signal: AbortSignal,
  ) => Promise<Pick<PublishedStream, 'width' | 'height' | 'write' | typeof Symbol.asyncDispose>>;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  /** 0..1 */
  readonly random?: () => number;
}

interface WaitingFrame {
  readonly frame: NativeFrame;
  readonly ptsUs: number;
}

/** What waits at the end gets this long, in milliseconds. */
const flushMs = 2_000;
/** A paced stream that is late by more does not hurry to catch up, in milliseconds. */
const latestMs = 500;
/** A lossless stream gives up after so many failures in a row: three quarters of a minute. */
const mostFailures = 8;

type OpenStream = Awaited<ReturnType<PublisherParts['open']>>;

/** Keeps one frame beside the one that is being sent, and opens the stream again where it is lost or the size changes. */
export class QueuedPublisher implements StreamPublisher {
  sent = 0;
  dropped = 0;
  losses = 0;
  readonly #parts: PublisherParts;
  readonly #options: PublishOptions;
  readonly #backoff: Backoff;
  readonly #pump: Pump;
  /** Fires when `close` is called: no further attempts. */
  readonly #closing = new AbortController();
  /** Fires when frames do not wait for their time any more. */
  readonly #hurried = new AbortController();
  /** Fires when there is no more time at all. */
  readonly #end = new AbortController();
  #waiting: WaitingFrame | undefined;
  #stream: OpenStream | undefined;
  #failures = 0;
  #failure: FarsightError | undefined;
  #isTold = false;
  #startMs = -Infinity;

  constructor(parts: PublisherParts, options: PublishOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#backoff = new Backoff(parts.random);
    options.stop.addEventListener('abort', this.#hurry);
    this.#pump = new Pump((pump) => this.#sendAll(pump));
  }

  /** Whether every frame is to be sent. */
  get #patient(): boolean {
    return this.#options.delivery === 'lossless' && !this.#options.stop.aborted;
  }

  get #isOver(): boolean {
    return this.#failure !== undefined || this.#options.stop.aborted;
  }

  async write(pixels: PixelFrame, ptsUs: number): Promise<void> {
    while (this.#patient && this.#waiting !== undefined) await this.#pump.change();
    this.#tell();
    if (this.#closing.signal.aborted) {
      throw new FarsightError('INVALID_ARGUMENT', `The stream to ${this.#parts.shown} is closed.`);
    }
    this.#discard();
    this.#waiting = { frame: evenFrame(pixels), ptsUs };
    this.#pump.notify();
    while (this.sent === 0 && !this.#isOver) await this.#pump.change();
    this.#tell();
  }

  async close(): Promise<void> {
    await this.#finish();
    this.#tell();
  }

  /** Does not repeat a failure that the caller has seen: it would hide what the caller made of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#finish();
    if (!this.#isTold) this.#tell();
  }

  async #finish(): Promise<void> {
    this.#closing.abort();
    this.#pump.notify();
    if (this.#options.stop.aborted || this.#failures > 0) this.#end.abort();
    const timer = setTimeout(() => {
      this.#hurry();
      this.#end.abort();
    }, flushMs);
    await this.#pump.settled();
    clearTimeout(timer);
    this.#options.stop.removeEventListener('abort', this.#hurry);
  }

  readonly #hurry = (): void => {
    this.#hurried.abort();
    this.#pump.notify();
  };

  #tell(): void {
    if (this.#failure === undefined) return;
    this.#isTold = true;
    throw this.#failure;
  }

  async #sendAll(pump: Pump): Promise<void> {
    try {
      while (await this.#hasNext(pump)) if (await this.#isReady()) await this.#sendNext();
    } catch (error) {
      this.#failure = FarsightError.from(error, 'OUTPUT_FAILED', `${this.#parts.shown} failed.`);
    } finally {
      this.#discard();
      await this.#hangUp();
    }
  }

  async #hasNext(pump: Pump): Promise<boolean> {
    while (this.#waiting === undefined && !this.#closing.signal.aborted) await pump.change();
    return this.#waiting !== undefined && !this.#end.signal.aborted;
  }

  /** Opens a stream of the waiting frame's size where there is none; says whether there is one now. */
  async #isReady(): Promise<boolean> {
    const { width = 0, height = 0 } = this.#waiting?.frame ?? {};
    try {
      if (this.#stream?.width !== width || this.#stream.height !== height) await this.#hangUp();
      this.#stream ??= await this.#parts.open({ width, height }, this.#end.signal);
    } catch (error) {
      await this.#lose(error);
      return false;
    }
    // Meanwhile a frame of another size may have come.
    return this.#waiting?.frame.width === width && this.#waiting.frame.height === height;
  }

  async #sendNext(): Promise<void> {
    const [next, stream] = [this.#waiting, this.#stream];
    if (next === undefined || stream === undefined) return;
    this.#waiting = undefined;
    this.#pump.notify();
    await this.#untilItsTime(next.ptsUs);
    try {
      await stream.write(next.frame, next.ptsUs, this.#end.signal);
    } catch (error) {
      this.dropped += 1;
      await this.#hangUp();
      await this.#lose(error);
      return;
    }
    this.sent += 1;
    if (this.#failures > 0) this.#options.note(`${this.#parts.shown} takes the stream again.`);
    this.#failures = 0;
    this.#backoff.reset();
    this.#pump.notify();
  }

  async #untilItsTime(ptsUs: number): Promise<void> {
    if (!this.#options.paced || !Number.isFinite(ptsUs)) return;
    const { now = performance.now.bind(performance), wait = defaultWait } = this.#parts;
    const [nowMs, ptsMs] = [now(), ptsUs / 1000];
    if (this.#startMs === -Infinity) this.#startMs = nowMs - ptsMs;
    this.#startMs = Math.max(this.#startMs, nowMs - ptsMs - latestMs);
    const waitMs = this.#startMs + ptsMs - nowMs;
    if (waitMs > 0) await wait(waitMs, this.#hurried.signal);
  }

  /** Waits before the next attempt, if there is to be one. */
  async #lose(error: unknown): Promise<void> {
    if (this.#end.signal.aborted) return;
    const failure = FarsightError.from(error, 'OUTPUT_FAILED', `${this.#parts.shown} failed.`);
    if (this.sent === 0) throw failure;
    this.#failures += 1;
    if (this.#failures === 1) {
      this.losses += 1;
      this.#options.note(`${failure.message} Trying again.`);
    }
    if (this.#patient && this.#failures >= mostFailures) throw failure;
    const { wait = defaultWait } = this.#parts;
    await wait(this.#backoff.nextMs(), this.#closing.signal);
    if (this.#closing.signal.aborted) this.#end.abort();
  }

  async #hangUp(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    await stream?.[Symbol.asyncDispose]();
  }

  #discard(): void {
    if (this.#waiting === undefined) return;
    this.#waiting.frame[Symbol.dispose]();
    this.#waiting = undefined;
    this.dropped += 1;
  }
}

async function defaultWait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
