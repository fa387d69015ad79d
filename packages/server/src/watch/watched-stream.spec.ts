import {
  FarsightError,
  newDropTally,
  noDrops,
  type DropTally,
  type StillFrame,
  type CompressedFrame,
  type RawFrame,
} from '@farsight/protocol';
import { decodeLive, type LiveMessage } from '@farsight/protocol/live';
import { describe, expect, it } from 'vitest';
import { LiveHub } from '../http/index.js';
import type { FrameAnswer } from '../session/frame-line.js';
import { frameOf, resultOf } from '../testing/results.js';
import { WatchedStream } from './watched-stream.js';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const meter = { fps: 12, latencyMs: 34 };

function answerOf(index: number): FrameAnswer {
  return { stamp: frameOf(index).stamp, drops: noDrops, droppedFrames: [], outcome: resultOf(index) };
}

function rawFrame(index: number): RawFrame {
  const raw = { format: 'gray8', width: 2, height: 2, strideBytes: 2 } as const;
  return { stamp: frameOf(index).stamp, codec: 'raw', raw, data: Uint8Array.of(index, 0, 0, 0) };
}

/** A stream, someone who can watch it, and an encoder that finishes when it is told to. */
function setUp(): {
  stream: WatchedStream;
  drops: DropTally;
  watch: () => void;
  messages: () => Promise<LiveMessage[]>;
  encoded: ((jpeg: CompressedFrame | undefined) => void)[];
} {
  const drops = newDropTally();
  const live = new LiveHub().open('test', { network: 'net', labels: {} });
  const encoded: ((jpeg: CompressedFrame | undefined) => void)[] = [];
  const make = (): Promise<CompressedFrame | undefined> => new Promise((resolve) => encoded.push(resolve));
  const chunks: Uint8Array[] = [];
  const watch = (): void =>
    void live.watch({ send: (parts) => void chunks.push(...parts), end: () => undefined });
  // eslint-disable-next-line @typescript-eslint/require-await -- bytes that are here already, for what takes streams
  async function* sent(): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }
  const messages = async (): Promise<LiveMessage[]> => {
    await settled();
    const all = [];
    for await (const message of decodeLive(sent())) all.push(message);
    return all.slice(1);
  };
  const stream = new WatchedStream({ live, meter, counts: { drops }, pictures: { make } });
  return { stream, drops, watch, messages, encoded };
}

describe('WatchedStream', () => {
  it('touches no frame while nobody watches', async () => {
    const { stream, encoded } = setUp();
    const untouchable = new Proxy({} as StillFrame, {
      get: () => {
        throw new Error('looked at');
      },
    });
    stream.onFrame(untouchable);
    stream.onAnswer(answerOf(0));
    await settled();
    expect(encoded).toEqual([]);
  });

  it('shows the bytes that came, though their memory is gone by the time of the answer', async () => {
    const { stream, drops, watch, messages } = setUp();
    watch();
    const bytes = Uint8Array.of(1, 2, 3);
    const frame = { ...frameOf(7), data: Buffer.from(bytes) };
    stream.onFrame(frame);
    frame.data.fill(0);
    drops.queue += 2;
    stream.onAnswer(answerOf(7));
    const [shown] = await messages();
    expect(shown?.image).toEqual(bytes);
    const { meta, timings } = resultOf(7);
    expect(shown?.header).toMatchObject({ index: 7, width: 640, height: 480, meta, timings, ...meter });
    expect(shown?.header).toMatchObject({ drops: { queue: 2 } });
  });

  it('begins with the frame after the watcher came, and passes over dropped and failed ones', async () => {
    const { stream, drops, watch, messages } = setUp();
    stream.onFrame(frameOf(0));
    watch();
    for (const index of [1, 2, 3, 4]) stream.onFrame(frameOf(index));
    stream.onAnswer(answerOf(0));
    drops.deadline += 1;
    stream.onAnswer(answerOf(2));
    const outcome = new FarsightError('INVALID_FRAME', 'no');
    stream.onAnswer({ stamp: frameOf(3).stamp, drops: noDrops, droppedFrames: [], outcome });
    stream.onAnswer(answerOf(4));
    const shown = await messages();
    expect(shown.map(({ header }) => header)).toMatchObject([
      { index: 2, drops: { deadline: 1 } },
      { index: 4, drops: { deadline: 1 } },
    ]);
  });

  it('encodes answered raw frames one at a time, and shows what cannot be encoded without a picture', async () => {
    const { stream, watch, messages, encoded } = setUp();
    watch();
    for (const index of [0, 1, 2]) stream.onFrame(rawFrame(index));
    expect(encoded).toEqual([]);
    // The first was dropped.
    stream.onAnswer(answerOf(1));
    stream.onAnswer(answerOf(2));
    expect(encoded).toHaveLength(1);
    expect(await messages()).toEqual([]);
    encoded[0]?.({ ...frameOf(1), data: Uint8Array.of(1, 2, 3) });
    await settled();
    stream.onFrame(rawFrame(3));
    stream.onAnswer(answerOf(3));
    encoded[1]?.(undefined);
    const shown = await messages();
    expect(shown.map(({ image }) => [...image])).toEqual([[1, 2, 3], []]);
    expect(shown.map(({ header }) => header)).toMatchObject([{ index: 1 }, { index: 3 }]);
  });
});
