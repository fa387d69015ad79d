import { FarsightError } from '@farsight/client';
import { numberedFiles } from '../run/segment-files.js';
import { FileSink } from './file-sink.js';
import { QueuedSink, type QueuedSinkOptions } from './queued-sink.js';
import type { QueueLimits } from './line-queue.js';
import type { ResultSink } from './result-sink.js';
import { StdoutSink } from './stdout-sink.js';
import type { Transport } from './transport.js';

/** What sinks are made of, besides their URL. */
export interface SinkContext {
  /** Name of the stream whose results they get. */
  readonly streamId: string;
  /** For webhooks, as `Name: value`. */
  readonly headers: readonly string[];
}

type OpenTransport = (url: URL, context: SinkContext) => Promise<Transport>;

const webhook: OpenTransport = async (url, { headers }) => {
  const { Webhook } = await import('./webhook.js');
  return new Webhook(url, headers);
};

const mqtt: OpenTransport = async (url, { streamId }) => {
  const { MqttTopic } = await import('./mqtt.js');
  return new MqttTopic(url, streamId);
};

interface SinkKind {
  readonly open: OpenTransport;
  readonly limits: QueueLimits;
}

const mebibyte = 2 ** 20;
/** Few requests. */
const inBatches = { batchLines: 100, batchBytes: mebibyte, batchAgeMs: 1_000, waitingBytes: 16 * mebibyte };
/** Every line at once; what came while others were on their way goes together. */
const atOnce = { ...inBatches, batchAgeMs: 0 };

/** What `--sink` takes, by the scheme of its URL. */
const kinds: Readonly<Record<string, SinkKind>> = {
  'http:': { open: webhook, limits: inBatches },
  'https:': { open: webhook, limits: inBatches },
  'mqtt:': { open: mqtt, limits: atOnce },
  'mqtts:': { open: mqtt, limits: atOnce },
};

/**
 * Makes the sink of a URL; nothing is sent yet.
 *
 * @throws FarsightError INVALID_ARGUMENT without a word of the URL that could be a secret
 */
export async function openSink(
  text: string,
  context: SinkContext,
  options: Omit<QueuedSinkOptions, 'limits'>,
): Promise<QueuedSink> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const kind = kinds[url?.protocol ?? ''];
  if (url === undefined || kind === undefined || url.hostname === '') {
    const received = url === undefined ? 'something else' : `${url.protocol}…`;
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected http(s)://… or mqtt(s)://… for --sink but received ${received}.`,
    );
  }
  return new QueuedSink(await kind.open(url, context), { ...options, limits: kind.limits });
}

/**
 * Opens the sink of `--results`: a file, a file per segment where `split`, or standard output for `-`.
 *
 * @param onGone - called when standard output is a pipe that nobody reads any more
 * @throws FarsightError OUTPUT_FAILED
 */
export function openResults(path: string, split: boolean, onGone: () => void): Promise<ResultSink> {
  if (path === '-') return Promise.resolve(new StdoutSink(onGone));
  return FileSink.open(split ? numberedFiles(path) : () => path);
}
