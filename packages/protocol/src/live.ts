/**
 * A live stream as web pages watch it over HTTP: an endless body of messages, each
 * `u32 LE header bytes, u32 LE image bytes, header (JSON, UTF-8), image (JPEG)`. The first message is the opening and has
 * no image; every other is a frame.
 */
import { FarsightError } from './domain/errors.js';
import type { Meta, TaskResult, Timings } from './domain/meta.js';

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
  /** Frames dropped since the stream began. */
  readonly dropped?: number | undefined;
}

/** Header of a message. */
export type LiveHeader = LiveOpening | LiveFrame;

/** A message: header and image (empty for the opening). */
export interface LiveMessage {
  readonly header: LiveHeader;
  readonly image: Uint8Array;
}

const prefixBytes = 8;
const maxHeaderBytes = 8 * 2 ** 20;
const maxImageBytes = 64 * 2 ** 20;

/** The bytes that go before the image, which is written after them as it is. */
export function encodeLiveHeader(header: LiveHeader, imageBytes: number): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header, plainArrays));
  const bytes = new Uint8Array(prefixBytes + json.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  view.setUint32(4, imageBytes, true);
  bytes.set(json, prefixBytes);
  return bytes;
}

function plainArrays(_key: string, value: unknown): unknown {
  return isTyped(value) ? Array.from(value) : value;
}

function isTyped(value: unknown): value is Float32Array | Int32Array | Uint32Array {
  return value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint32Array;
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
  const headerBytes = view.getUint32(0, true);
  const imageBytes = view.getUint32(4, true);
  if (headerBytes > maxHeaderBytes || imageBytes > maxImageBytes) throw notLive();
  if (window.length < prefixBytes + headerBytes + imageBytes) return undefined;
  window.take(prefixBytes);
  const header = parseHeader(window.take(headerBytes));
  return { header, image: window.take(imageBytes) };
}

function parseHeader(bytes: Uint8Array): LiveHeader {
  try {
    return checkedHeader(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (error) {
    throw notLive(error);
  }
}

/** Checks as much as telling a stranger's bytes takes: whoever sends the right shape is a Farsight server. */
function checkedHeader(value: unknown): LiveHeader {
  const header = value as LiveHeader;
  if (header.kind === 'opening') return header;
  if ((header.kind as string) !== 'frame') throw notLive();
  return { ...header, meta: typedMeta(header.meta) };
}

/** JSON has plain arrays where results have typed ones. */
function typedMeta(meta: Meta): Meta {
  return Object.fromEntries(
    Object.entries(meta).map(([task, result]) => [task, typedFields(result) as TaskResult]),
  );
}

const floatFields = new Set(['boxes', 'scores', 'keypoints', 'vectors', 'values']);
const integerFields = new Set(['classIds', 'trackIds', 'lengths', 'parents']);

function typedFields(fields: object): unknown {
  const typed = Object.entries(fields).map(([name, value]: [string, unknown]) => {
    if (floatFields.has(name)) return [name, Float32Array.from(value as number[])];
    if (integerFields.has(name)) return [name, Int32Array.from(value as number[])];
    if (name === 'masks') return [name, (value as number[][]).map((runs) => Uint32Array.from(runs))];
    return [name, name === 'regions' ? typedFields(value as object) : value];
  });
  return Object.fromEntries(typed);
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

/** Bytes not consumed yet, as the chunks they came in: joined only where a message needs it. */
class ByteWindow {
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The first `count` bytes; there must be as many. */
  peek(count: number): Uint8Array {
    const first = this.#chunks[0];
    if (first === undefined || first.length < count) {
      const joined = new Uint8Array(this.#length);
      let offset = 0;
      for (const chunk of this.#chunks) {
        joined.set(chunk, offset);
        offset += chunk.length;
      }
      this.#chunks = [joined];
    }
    return (this.#chunks[0] ?? new Uint8Array()).subarray(0, count);
  }

  take(count: number): Uint8Array {
    const bytes = this.peek(count);
    const first = this.#chunks[0];
    if (first !== undefined) {
      if (first.length === count) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(count);
    }
    this.#length -= count;
    return bytes;
  }
}
