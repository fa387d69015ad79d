import { FarsightError } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import type { CapturedFrame } from '../video/video-reader.js';
import { Tally } from './frame-source.js';
import { Reconnecting, type LiveConnection } from './reconnecting.js';

const jpeg = Uint8Array.of(1);

/** A connection that gives frames at these times and then fails, or ends. */
class Scripted implements LiveConnection {
  closed = 0;
  constructor(
    readonly timesUs: readonly number[],
    readonly error?: Error,
  ) {}
  async *frames(signal: AbortSignal): AsyncGenerator<CapturedFrame, void, undefined> {
    for (const ptsUs of this.timesUs) yield await Promise.resolve({ ptsUs, jpeg });
    if (signal.aborted) throw new FarsightError('CANCELLED', 'stopped');
    if (this.error !== undefined) throw this.error;
  }
  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}

interface Run {
  readonly timesUs: number[];
  readonly waits: number[];
  readonly problems: string[];
  readonly tally: Tally;
}

/** Reads `count` frames; each reopening takes the next of the connections, an error is an attempt that fails. */
async function run(
  first: LiveConnection,
  next: (LiveConnection | Error)[],
  count: number,
  { random = (): number => 1, endIsLoss = true } = {},
): Promise<Run> {
  const stop = new AbortController();
  const result: Run = {
    timesUs: [],
    waits: [],
    problems: [],
    tally: new Tally({
      onProblem: ({ error, away }) =>
        result.problems.push(`${away === true ? 'away: ' : ''}${error.message}`),
      onReturn: (ms) => result.problems.push(`back after ${ms}`),
    }),
  };
  let nowMs = 0;
  const reconnecting = new Reconnecting(
    first,
    {
      shown: 'rtsp://camera',
      endIsLoss,
      reopen: () => {
        const connection = next.shift() ?? new Error('nothing left');
        return connection instanceof Error ? Promise.reject(connection) : Promise.resolve(connection);
      },
      wait: (ms) => {
        result.waits.push(ms);
        nowMs += ms;
        return Promise.resolve();
      },
      random,
      now: () => nowMs,
    },
    () => result.tally,
  );
  for await (const { ptsUs } of reconnecting.frames(stop.signal)) {
    result.timesUs.push(ptsUs);
    if (result.timesUs.length === count) break;
  }
  await reconnecting.close();
  return result;
}

const silent = new FarsightError('SOURCE_FAILED', 'rtsp://camera did not answer for 5 s.');

describe('a live input that is lost', () => {
  it('is opened again, and its time goes on by as long as it was away', async () => {
    const lost = new Scripted([0, 40_000], silent);
    const { timesUs, problems, tally } = await run(lost, [new Scripted([0, 40_000])], 4);
    expect(timesUs).toEqual([0, 40_000, 540_000, 580_000]);
    expect(problems).toEqual([`away: ${silent.message}`, 'back after 500']);
    expect(tally).toMatchObject({ losses: 1, awayMs: 500 });
    expect(lost.closed).toBe(1);
  });

  it('is opened again when it ends by itself', async () => {
    const { timesUs, problems } = await run(new Scripted([0]), [new Scripted([0])], 2);
    expect(timesUs).toEqual([0, 500_000]);
    expect(problems).toEqual(['away: rtsp://camera ended the stream.', 'back after 500']);
  });

  it('may end where ends are no losses', async () => {
    const { timesUs, waits } = await run(new Scripted([0]), [new Scripted([0])], 2, { endIsLoss: false });
    expect([timesUs, waits]).toEqual([[0], []]);
  });

  it('is tried again at longer and longer times, up to half a minute', async () => {
    const failures = Array.from({ length: 8 }, () => new Error('no route'));
    const { waits, tally } = await run(new Scripted([0], silent), [...failures, new Scripted([0])], 2);
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(tally).toMatchObject({ losses: 1, problems: 1 });
  });

  it('waits as long again when it comes back without a frame, and the shortest time after one', async () => {
    const next = [new Scripted([], silent), new Scripted([0], silent), new Scripted([0])];
    const { waits } = await run(new Scripted([0], silent), next, 3);
    expect(waits).toEqual([500, 1000, 500]);
  });

  it('waits a random time, at least half of the longest', async () => {
    const values = [0, 0.5];
    const next = [new Error('busy'), new Scripted([0])];
    const { waits } = await run(new Scripted([0], silent), next, 2, { random: () => values.shift() ?? 1 });
    expect(waits).toEqual([250, 750]);
  });

  it('ends when it is stopped, while it waits too', async () => {
    const stop = new AbortController();
    const reconnecting = new Reconnecting(
      new Scripted([0], silent),
      {
        shown: 'rtsp://camera',
        endIsLoss: true,
        reopen: () => Promise.reject(new Error('not asked')),
        wait: () => {
          stop.abort();
          return Promise.resolve();
        },
      },
      () => undefined,
    );
    const frames = reconnecting.frames(stop.signal);
    await frames.next();
    await expect(frames.next()).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
