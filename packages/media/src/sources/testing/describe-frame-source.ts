import type { EncodedFrame } from '@farsight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import type { Source, SourceOptions } from '../source.js';
import { collect, expectNothingLeft } from './collect.js';

/** A kind of source under test. */
export interface SourceUnderTest {
  /** Opens it anew; must honour `streamId`, `signal` and `keepPixels`. */
  readonly open: (options: SourceOptions) => Promise<Source>;
  /** Frames it has; undefined for one that never ends. */
  readonly frameCount: number | undefined;
  /** Whether it keeps the newest frame only. */
  readonly live: boolean;
}

function disposePixels(frames: readonly EncodedFrame[]): void {
  for (const frame of frames) frame.pixels?.[Symbol.dispose]();
}

/** The first frames of a source, up to `most`. */
async function take(source: Source, most: number): Promise<EncodedFrame[]> {
  const frames: EncodedFrame[] = [];
  for await (const frame of source) if (frames.push(frame) === most) break;
  return frames;
}

/** What every source does, whatever it reads: order, names, one iteration, and an end that frees everything. */
export function describeFrameSource(name: string, { open, frameCount, live }: SourceUnderTest): void {
  describe(`${name}, as every source`, () => {
    afterEach(expectNothingLeft);

    it('numbers its frames, in growing time, under one name', async () => {
      await using source = await open({ streamId: 'gate 7' });
      const frames = frameCount === undefined ? await take(source, 5) : await collect(source);
      const indices = frames.map(({ stamp }) => stamp.index);
      const times = frames.map(({ stamp }) => stamp.ptsUs);
      expect(frames.every(({ stamp }) => stamp.streamId === 'gate 7')).toBe(true);
      expect(frames.every(({ data }) => data.length > 0)).toBe(true);
      expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      expect(source.live).toBe(live);
      // What is missing was counted as dropped; a live source may have dropped more since.
      const missing = (indices.at(-1) ?? -1) + 1 - frames.length;
      expect(live ? missing <= source.dropped : missing === source.dropped).toBe(true);
      expect(live || frames.length === frameCount).toBe(true);
    });

    it('frees everything when nobody asks for a frame', async () => {
      const source = await open({});
      await source[Symbol.asyncDispose]();
      await source[Symbol.asyncDispose]();
      expectNothingLeft();
    });

    it('frees everything when the loop is left early', async () => {
      disposePixels(await take(await open({ keepPixels: true }), 1));
      expectNothingLeft();
    });

    it('ends a wait that is under way when it is disposed', async () => {
      const source = await open({ keepPixels: true });
      const iterator = source[Symbol.asyncIterator]();
      const first = await iterator.next();
      if (first.done !== true) disposePixels([first.value]);
      const waiting = iterator.next();
      await source[Symbol.asyncDispose]();
      const last = await waiting;
      if (last.done !== true) disposePixels([last.value]);
      expect((await iterator.next()).done).toBe(true);
    });

    it('ends a wait that is under way on return()', async () => {
      const iterator = (await open({ keepPixels: true }))[Symbol.asyncIterator]();
      const waiting = iterator.next();
      expect(await iterator.return!()).toEqual({ done: true, value: undefined });
      const last = await waiting;
      if (last.done !== true) disposePixels([last.value]);
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    });

    it('is cancelled by its signal', async () => {
      const stop = new AbortController();
      await using source = await open({ signal: stop.signal, keepPixels: true });
      const iterator = source[Symbol.asyncIterator]();
      const first = await iterator.next();
      if (first.done !== true) disposePixels([first.value]);
      stop.abort();
      await expect(iterator.next()).rejects.toMatchObject({ code: 'CANCELLED' });
    });

    it('is cancelled before it is asked', async () => {
      const stop = new AbortController();
      const source = await open({ signal: stop.signal });
      stop.abort();
      await expect(collect(source)).rejects.toMatchObject({ code: 'CANCELLED' });
    });

    it('refuses a second iteration', async () => {
      await using source = await open({});
      await take(source, 1);
      expect(() => source[Symbol.asyncIterator]()).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT' }) as Error,
      );
    });
  });
}
