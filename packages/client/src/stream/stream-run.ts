import {
  ConnectionError,
  FarsightError,
  droppedFramesFromMessage,
  frameToMessage,
  maxPicturesKeptBack,
  runOptionsToMessage,
} from '@farsight/protocol';
import { farsightV1 } from '@farsight/protocol/wire';
import { tooLargeToSend } from '../message-size.js';
import type { Transport } from '../transport.js';
import { InFlight } from './in-flight.js';
import type { FrameSource, StreamInfo, StreamItem, StreamOptions } from './item.js';
import { Notifier } from './notifier.js';
import { openedInfo } from './opened-info.js';
import { brokenProtocol, outcomeOf } from './reply-outcome.js';
import { RequestQueue } from './request-queue.js';
import { SourcePump } from './source-pump.js';
import { SourceReader } from './source-reader.js';

/** What a stream needs to run. */
export interface StreamSetup {
  /** Connects, if that is still to be done. `release` gives the connection back. */
  readonly connect: (signal: AbortSignal) => Promise<{ transport: Transport; release: () => Promise<void> }>;
  readonly source: FrameSource;
  readonly networks: readonly string[];
  readonly options: StreamOptions;
}

/**
 * One stream from opening to end: frames go from the source to the server, replies become items. Its life is one line:
 * idle, then running, then ended with or without a failure; what was received before the end is still handed over.
 */
export class StreamRun {
  readonly #setup: StreamSetup;
  readonly #stop = new AbortController();
  readonly #changed = new Notifier();
  readonly #requests = new RequestQueue<farsightV1.StreamInferRequest>();
  readonly #inFlight = new InFlight();
  #running: Promise<void> | undefined;
  #info: StreamInfo | undefined;
  #pump: SourcePump | undefined;
  #reader: SourceReader | undefined;
  #pumping: Promise<void> | undefined;
  #maxMessageBytes = Infinity;
  /** Frames of video that the server may need before it can answer the first of them. */
  #keptBack = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(setup: StreamSetup) {
    this.#setup = setup;
  }

  /** Starts the stream, if it has not started, and waits until the server has opened it. */
  async info(): Promise<StreamInfo> {
    this.#start();
    while (this.#info === undefined && !this.#ended) await this.#changed.wait();
    if (this.#info !== undefined) return this.#info;
    throw this.#failure === undefined ? cancelled() : (this.#failure.error as Error);
  }

  /** The next item; undefined at the end. Throws what ended the stream, after the last item. */
  async next(): Promise<StreamItem | undefined> {
    this.#start();
    for (;;) {
      const item = this.#inFlight.take();
      if (item !== undefined) {
        this.#pump?.roomMade();
        return item;
      }
      if (this.#ended) break;
      await this.#changed.wait();
    }
    await this.#settled();
    if (this.#failure !== undefined) throw this.#failure.error as Error; // the source's own, whatever it is
    return undefined;
  }

  /** Ends the stream at once and waits until everything is released. Items not handed over are disposed. */
  async close(failure?: FarsightError): Promise<void> {
    if (!this.#ended) this.#end(failure === undefined ? undefined : { error: failure });
    this.#inFlight.dropAll();
    await this.#settled();
  }

  #start(): void {
    if (this.#running !== undefined || this.#ended) return;
    const { signal } = this.#setup.options;
    const abort = (): void => void this.close(cancelled(signal?.reason));
    if (signal?.aborted === true) {
      abort();
      return;
    }
    signal?.addEventListener('abort', abort, { once: true });
    this.#running = this.#run().finally(() => signal?.removeEventListener('abort', abort));
  }

  async #run(): Promise<void> {
    try {
      const { transport, release } = await this.#setup.connect(this.#stop.signal);
      try {
        await this.#converse(transport);
        this.#end(this.#failure);
      } catch (error) {
        this.#end(this.#failure ?? { error });
      } finally {
        await release();
      }
    } catch (error) {
      this.#end({ error });
    }
  }

  async #converse(transport: Transport): Promise<void> {
    this.#maxMessageBytes = transport.maxMessageBytes;
    this.#requests.push({ message: { $case: 'open', value: this.#open() } });
    for await (const { message } of transport.streamInfer(this.#requests, { signal: this.#stop.signal })) {
      if (this.#ended) return;
      if (message?.$case === 'info') this.#opened(message.value);
      else if (message?.$case === 'reply') this.#replied(message.value);
      else if (message?.$case === 'dropped') this.#dropped(message.value);
      this.#changed.notify();
    }
    this.#checkComplete();
  }

  #open(): farsightV1.StreamOpen {
    const { networks, options } = this.#setup;
    const live = options.delivery === 'live';
    return {
      streamId: options.streamId ?? '',
      options: runOptionsToMessage(networks, options),
      delivery: live ? farsightV1.Delivery.DELIVERY_LIVE : farsightV1.Delivery.DELIVERY_LOSSLESS,
      maxInFlight: options.maxInFlight ?? 0,
      maxAgeMs: options.maxAgeMs ?? 0,
    };
  }

  #opened(message: farsightV1.StreamInfo): void {
    if (this.#info !== undefined) throw brokenProtocol('opened the stream twice');
    const granted = Math.max(1, message.maxInFlight);
    const maxInFlight = Math.min(this.#setup.options.maxInFlight ?? granted, granted);
    this.#info = { ...openedInfo(message), maxInFlight };
    this.#pumping = this.#pumpSource(this.#info);
  }

  async #pumpSource({ maxInFlight, maxAgeMs }: StreamInfo): Promise<void> {
    try {
      this.#reader = new SourceReader(this.#setup.source);
      this.#pump = new SourcePump(this.#reader, {
        taken: (frame) => this.#inFlight.taken(frame),
        hasRoom: () => this.#inFlight.size < maxInFlight + this.#keptBack,
        send: (frame) => {
          if (frame.codec === 'video') this.#keptBack = maxPicturesKeptBack;
          const tooLarge = tooLargeToSend(frame, this.#maxMessageBytes);
          if (tooLarge !== undefined) {
            this.#inFlight.failed(frame, tooLarge);
            this.#changed.notify();
            return;
          }
          this.#inFlight.sent(frame);
          this.#requests.push({ message: { $case: 'frame', value: frameToMessage(frame) } });
        },
      });
      await this.#pump.run(this.#setup.options.delivery ?? 'lossless', maxAgeMs);
    } catch (error) {
      if (!this.#ended) this.#failure = { error };
    } finally {
      this.#requests.end();
      await this.#reader?.close();
    }
  }

  #replied(reply: farsightV1.FrameReply): void {
    if (this.#info === undefined) throw brokenProtocol('answered a frame before it opened the stream');
    const dropped = droppedFramesFromMessage(reply.droppedIndices, reply.droppedReasons);
    this.#inFlight.answered(reply.index, outcomeOf(reply), dropped);
    this.#pump?.roomMade();
  }

  #dropped({ indices, reasons }: farsightV1.FramesDropped): void {
    this.#inFlight.dropped(droppedFramesFromMessage(indices, reasons));
    this.#pump?.roomMade();
  }

  /** The server ended the call in good order; it must have answered everything, apart from what a live stream drops. */
  #checkComplete(): void {
    if (this.#info === undefined) throw brokenProtocol('ended the stream without opening it');
    const unanswered = this.#inFlight.unanswered;
    if (unanswered === 0 || this.#setup.options.delivery === 'live') return;
    throw new ConnectionError(
      'CONNECTION_LOST',
      `The server ended the stream with ${unanswered} frames unanswered.`,
    );
  }

  #end(failure: { readonly error: unknown } | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#requests.abort();
    this.#pump?.stop();
    void this.#reader?.close();
    this.#inFlight.dropUnanswered();
    this.#stop.abort();
    this.#changed.notify();
  }

  async #settled(): Promise<void> {
    await this.#running;
    await this.#pumping;
  }
}

function cancelled(cause?: unknown): FarsightError {
  return new FarsightError('CANCELLED', 'The stream was cancelled.', { cause });
}
