/**
 * A live stream as web pages watch it over HTTP: an endless body of messages, each
 * three lengths in bytes (u32 LE) and then three parts: header (JSON, UTF-8), results (a `FrameResult` of farsight.proto, of
 * which the tasks count), image (JPEG). The first message is the opening, with a header only; every other is a frame.
 */
import type { DropCounts } from './domain/drops.js';
import { FarsightError } from './domain/errors.js';
import type { Meta, Timings } from './domain/meta.js';
import { metaFromMessages, metaToMessages } from './codec/result.js';
import { FrameResult } from './gen/farsight/v1/farsight.js';
import { ByteWindow } from './live/byte-window.js';

// Every runtime has these, but not the ECMAScript library that this package is limited to.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean },
) => {
  decode(bytes: Uint8Array): string;
};

/** What a watcher is told first. */
export interface LiveOpening {
  readonly kind: 'opening';
  /** Name of the live stream. */
  readonly stream: string;
  /** Name of the network that answers it. */
  readonly network: string;
  /** Class id -> name, by task. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

/** One frame with what was found in it. */
export interface LiveFrame {
  readonly kind: 'frame';
  /** Index of the frame in its stream; gaps are frames this watcher did not get. */
  readonly index: number;
  /** Microseconds from the start of the source. */
  readonly ptsUs: number;
  /** Pixels of the source frame, upright: what `meta` is measured in. The image may be smaller. */
  readonly width: number;
  readonly height: number;
  readonly meta: Meta;
  readonly timings?: Timings | undefined;
  /** Frames per second of the whole stream, not of this watcher. */
  readonly fps?: number | undefined;
  /** Milliseconds from sending the frame until its result was back. */
  readonly latencyMs?: number | undefined;
  /** Frames dropped since the stream began, by reason. */
  readonly drops?: DropCounts | undefined;
}

/** Header of a message. */
export type LiveHeader = LiveOpening | LiveFrame;

/** A message: header and image (empty for the opening). */
export interface LiveMessage {
  readonly header: LiveHeader;
  readonly image: Uint8Array;
}

const prefixBytes = 12;
const maxPartBytes = 64 * 2 ** 20;

/** The bytes that go before the image, which is written after them as it is. */
export function encodeLiveHeader(header: LiveHeader, imageBytes: number): Uint8Array {
  const { json, results } = header.kind === 'frame' ? frameParts(header) : openingParts(header);
  const bytes = new Uint8Array(prefixBytes + json.length + results.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  view.setUint32(4, results.length, true);
  view.setUint32(8, imageBytes, true);
  bytes.set(json, prefixBytes);
  bytes.set(results, prefixBytes + json.length);
  return bytes;
}

interface Parts {
  readonly json: Uint8Array;
  readonly results: Uint8Array;
}

function openingParts(opening: LiveOpening): Parts {
  return { json: jsonBytes(opening), results: new Uint8Array() };
}

function frameParts({ meta, ...frame }: LiveFrame): Parts {
  const { width, height } = frame;
  const message = { width, height, timings: undefined, tasks: metaToMessages(meta) };
  return { json: jsonBytes(frame), results: FrameResult.encode(message).finish() };
}

function jsonBytes(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/**
 * Messages from the chunks of a body, however they were cut.
 *
 * @throws FarsightError INVALID_ARGUMENT if the bytes are not such messages, CONNECTION_LOST if they end inside one.
 */
export async function* decodeLive(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LiveMessage, void> {
  const window = new ByteWindow();
  for await (const chunk of chunks) {
    window.push(chunk);
    for (let message = takeMessage(window); message !== undefined; message = takeMessage(window))
      yield message;
  }
  if (window.length > 0)
    throw new FarsightError('CONNECTION_LOST', 'The live stream ended inside a message.');
}

function takeMessage(window: ByteWindow): LiveMessage | undefined {
  if (window.length < prefixBytes) return undefined;
  const prefix = window.peek(prefixBytes);
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefixBytes);
  const [jsonLength, resultsLength, imageLength] = [0, 4, 8].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
  ];
  if (Math.max(jsonLength, resultsLength, imageLength) > maxPartBytes) throw notLive();
  if (window.length < prefixBytes + jsonLength + resultsLength + imageLength) return undefined;
  window.take(prefixBytes);
  const header = parseHeader(window.take(jsonLength), window.take(resultsLength));
  return { header, image: window.take(imageLength) };
}

function parseHeader(json: Uint8Array, results: Uint8Array): LiveHeader {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(json);
    return checkedHeader(JSON.parse(text), results);
  } catch (error) {
    throw notLive(error);
  }
}

/** Checks as much as telling a stranger's bytes takes: whoever sends the right shape is a Farsight server. */
function checkedHeader(value: unknown, results: Uint8Array): LiveHeader {
  const header = value as LiveHeader;
  if (header.kind === 'opening') return header;
  if ((header.kind as string) !== 'frame') throw notLive();
  return { ...header, meta: metaFromMessages(FrameResult.decode(results).tasks) };
}

function notLive(cause?: unknown): FarsightError {
  return new FarsightError(
    'INVALID_ARGUMENT',
    'Expected messages of a live stream but received other bytes.',
    {
      cause,
    },
  );
}
