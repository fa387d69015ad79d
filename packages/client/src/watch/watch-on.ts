import {
  FarsightError,
  checkNetworkName,
  dropsFromMessage,
  frameFromMessage,
  runOptionsToMessage,
  totalDrops,
} from '@farsight/protocol';
import type { farsightV1 } from '@farsight/protocol/wire';
import { checkMaxAge } from '../stream/check-max-age.js';
import { noResult } from '../stream/in-flight.js';
import type { SourceInfo, StreamInfo } from '../stream/item.js';
import { openedInfo } from '../stream/opened-info.js';
import { OneIteration } from '../stream/one-iteration.js';
import { brokenProtocol, outcomeOf } from '../stream/reply-outcome.js';
import type { Transport } from '../transport.js';
import type { SourceWatch, WatchedItem, WatchOptions } from './source-watch.js';

/** Watches a source over a transport that somebody else closes. */
export function watchOn(
  transport: Transport,
  source: string,
  network: string | readonly string[],
  options: WatchOptions,
): SourceWatch {
  const networks = typeof network === 'string' ? [network] : network;
  for (const name of networks) checkNetworkName(name);
  checkMaxAge(options.maxAgeMs);
  const request = {
    source,
    options: runOptionsToMessage(networks, options),
    frames: options.frames ?? false,
    maxAgeMs: options.maxAgeMs ?? 0,
  };
  return new RunningWatch((signal) => transport.watchSource(request, { signal }), options.signal);
}

type Responses = AsyncIterable<farsightV1.WatchSourceResponse>;

class RunningWatch extends OneIteration<WatchedItem> implements SourceWatch {
  readonly #call: (signal: AbortSignal) => Responses;
  readonly #signal: AbortSignal | undefined;
  readonly #stop = new AbortController();
  #responses: AsyncIterator<farsightV1.WatchSourceResponse> | undefined;
  #info: Promise<StreamInfo> | undefined;

  constructor(call: (signal: AbortSignal) => Responses, signal: AbortSignal | undefined) {
    super('A watched source can be iterated once; watch it again.');
    this.#call = call;
    this.#signal = signal;
  }

  info(): Promise<StreamInfo> {
    return (this.#info ??= this.#open());
  }

  async #open(): Promise<StreamInfo> {
    const signals = [this.#stop.signal, ...(this.#signal === undefined ? [] : [this.#signal])];
    this.#responses = this.#call(AbortSignal.any(signals))[Symbol.asyncIterator]();
    const first = await this.#responses.next();
    const message = first.done === true ? undefined : first.value.message;
    if (message?.$case !== 'info') throw brokenProtocol('did not say what it shows');
    const { maxInFlight, source } = message.value;
    return { ...openedInfo(message.value), maxInFlight, source: source && sourceInfo(source) };
  }

  protected override async take(): Promise<WatchedItem | undefined> {
    try {
      const { streamId } = await this.info();
      const next = await this.#responses?.next();
      const message = next?.done === true ? undefined : next?.value.message;
      return message?.$case === 'reply' ? this.#item(message.value, streamId) : undefined;
    } catch (error) {
      // Leaving is no failure of who leaves.
      if (this.#stop.signal.aborted) return undefined;
      throw error;
    }
  }

  #item({ reply, frame }: farsightV1.SourceReply, streamId: string): WatchedItem {
    if (reply === undefined) throw brokenProtocol('sent a reply without an answer');
    const { index, ptsUs } = reply;
    const drops = dropsFromMessage(reply.drops);
    const outcome = outcomeOf(reply);
    return {
      image: frame && frameFromMessage(frame, streamId),
      stamp: { streamId, index, ptsUs },
      dropped: totalDrops(drops),
      drops,
      ...noResult,
      ...('result' in outcome ? outcome.result : outcome),
    };
  }

  protected override async close(): Promise<void> {
    // First: a response that is waited for may never come.
    this.#stop.abort();
    this.#info ??= Promise.reject(new FarsightError('CANCELLED', 'The source is not watched any more.'));
    this.#info.catch(() => undefined);
    await this.#responses?.return?.().catch(() => undefined);
  }
}

function sourceInfo({ live, frameCount, waiting }: farsightV1.SourceInfo): SourceInfo {
  return { live, frameCount: frameCount === 0 ? undefined : frameCount, waiting };
}
