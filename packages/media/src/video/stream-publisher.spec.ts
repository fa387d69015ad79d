import { FarsightError } from '@farsight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { allocatePixels } from '../pixels/pixel-memory.js';
import { expectNothingLeft } from '../sources/testing/collect.js';
import type { NativeFrame } from './native-handles.js';
import { QueuedPublisher, type PublishOptions } from './stream-publisher.js';

const gone = new FarsightError('OUTPUT_FAILED', 'rtsp://media/gate broke off.');

/** A server that can be switched off, and that takes frames when it is let. */
class Server {
  readonly sizes: string[] = [];
  readonly times: number[] = [];
  readonly notes: string[] = [];
  readonly waits: number[] = [];
  readonly stop = new AbortController();
  open = 0;
  isOn = true;
  nowMs = 1000;
  /** What each frame waits for before it counts as sent. */
  gate: Promise<void> | undefined;
  /** Called at every wait. */
  onWait = (): void => undefined;

  publisher(options: Partial<PublishOptions> = {}): QueuedPublisher {
    const parts = {
      shown: 'rtsp://media/gate',
      open: (size: { width: number; height: number }) => this.#connect(size),
      wait: (ms: number) => {
        this.waits.push(ms);
        this.nowMs += ms;
        this.onWait();
        return Promise.resolve();
      },
      now: () => this.nowMs,
      random: () => 1,
    };
    const note = (text: string): unknown => this.notes.push(text);
    return new QueuedPublisher(parts, {
      delivery: 'lossless',
      paced: false,
      stop: this.stop.signal,
      note,
      ...options,
    });
  }

  #connect({ width, height }: { width: number; height: number }): Promise<{
    width: number;
    height: number;
    write: (frame: NativeFrame, ptsUs: number) => Promise<void>;
    [Symbol.asyncDispose]: () => Promise<void>;
  }> {
    if (!this.isOn) return Promise.reject(gone);
    this.sizes.push(`${width}x${height}`);
    this.open += 1;
    return Promise.resolve({
      width,
      height,
      write: async (frame, ptsUs) => {
        using sent = frame;
        expect(`${sent.width}x${sent.height}`).toBe(`${width}x${height}`);
        await this.gate;
        if (!this.isOn) throw gone;
        this.times.push(ptsUs);
      },
      [Symbol.asyncDispose]: () => {
        this.open -= 1;
        return Promise.resolve();
      },
    });
  }
}

async function write(publisher: QueuedPublisher, timesUs: readonly number[], width = 64): Promise<void> {
  using pixels = allocatePixels(width, 48, 'rgb24');
  for (const timeUs of timesUs) await publisher.write(pixels, timeUs);
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

describe('QueuedPublisher', () => {
  afterEach(expectNothingLeft);

  it('sends every frame of a lossless stream in order, with its own time', async () => {
    const server = new Server();
    const publisher = server.publisher();
    await write(publisher, [7, 40_000, 90_000, 2_000_000]);
    await publisher.close();
    await publisher.close();
    expect(server.times).toEqual([7, 40_000, 90_000, 2_000_000]);
    expect(publisher).toMatchObject({ sent: 4, dropped: 0, losses: 0 });
    expect(server).toMatchObject({ open: 0, sizes: ['64x48'], waits: [] });
  });

  it('keeps the newest frame of a live stream only, and never holds its source back', async () => {
    const server = new Server();
    const publisher = server.publisher({ delivery: 'live' });
    await write(publisher, [0]);
    const gate = deferred();
    server.gate = gate.promise;
    await write(publisher, [1, 2, 3, 4, 5, 6]);
    gate.resolve();
    await publisher.close();
    expect(server.times.at(-1)).toBe(6);
    expect(publisher.sent + publisher.dropped).toBe(7);
    expect(publisher.dropped).toBeGreaterThanOrEqual(4);
  });

  it('holds a lossless source back while a frame is being sent', async () => {
    const server = new Server();
    const publisher = server.publisher();
    await write(publisher, [0]);
    const gate = deferred();
    server.gate = gate.promise;
    let accepted = 1;
    const writing = (async () => {
      for (; accepted < 5; accepted++) await write(publisher, [accepted]);
    })();
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(accepted).toBeLessThanOrEqual(3);
    gate.resolve();
    await writing;
    await publisher.close();
    expect(server.times).toEqual([0, 1, 2, 3, 4]);
  });

  it('sends the frames of a file when their time has come, and does not hurry after a delay', async () => {
    const server = new Server();
    const publisher = server.publisher({ paced: true });
    await write(publisher, [0, 40_000, 100_000]);
    await publisher.close();
    expect(server.waits).toEqual([40, 60]);
    const late = server.publisher({ paced: true });
    await write(late, [0]);
    server.nowMs += 5_000;
    await write(late, [40_000, 80_000, 640_000]);
    await late.close();
    // 4960 ms late: half a second of it may be caught up with, so the last comes 60 ms before its new time.
    expect(server.waits.slice(2)).toEqual([100]);
  });

  it('opens another stream where frames change their size', async () => {
    const server = new Server();
    const publisher = server.publisher();
    await write(publisher, [0, 1]);
    await write(publisher, [2, 3], 96);
    await publisher.close();
    expect(server).toMatchObject({ sizes: ['64x48', '96x48'], times: [0, 1, 2, 3], open: 0 });
  });

  it('fails at once, and says why, where the server cannot be reached in the first place', async () => {
    const server = new Server();
    server.isOn = false;
    const publisher = server.publisher({ delivery: 'live' });
    await expect(write(publisher, [0])).rejects.toBe(gone);
    await expect(publisher.close()).rejects.toBe(gone);
    await publisher[Symbol.asyncDispose]();
    expect(server.waits).toEqual([]);
  });

  it('comes back to a server that was away, after waits that grow, and tells once', async () => {
    const server = new Server();
    const publisher = server.publisher();
    await write(publisher, [0]);
    server.isOn = false;
    server.onWait = () => (server.isOn = server.waits.length === 4);
    await write(publisher, [1, 2, 3]);
    await publisher.close();
    expect(server.times).toEqual([0, 2, 3]);
    expect(server.waits).toEqual([500, 1000, 2000, 4000]);
    expect(publisher).toMatchObject({ sent: 3, dropped: 1, losses: 1 });
    expect(server.notes).toEqual([
      'rtsp://media/gate broke off. Trying again.',
      'rtsp://media/gate takes the stream again.',
    ]);
  });

  it('gives up on a lossless stream after some attempts, never on a live one', async () => {
    const server = new Server();
    const publisher = server.publisher();
    await write(publisher, [0]);
    server.isOn = false;
    await expect(write(publisher, [1, 2, 3, 4])).rejects.toBe(gone);
    expect(server.waits).toHaveLength(7);
    await publisher[Symbol.asyncDispose]();

    server.isOn = true;
    const live = server.publisher({ delivery: 'live' });
    await write(live, [0]);
    server.isOn = false;
    const [lost, long] = [deferred(), deferred()];
    server.onWait = () => {
      lost.resolve();
      if (server.waits.length >= 60) long.resolve();
    };
    await write(live, [1]);
    await lost.promise;
    await write(live, [2]);
    await long.promise;
    await live.close();
    expect(live).toMatchObject({ sent: 1, dropped: 2, losses: 1 });
  });

  it('waits for nothing once it is to end', async () => {
    const server = new Server();
    const publisher = server.publisher();
    await write(publisher, [0]);
    server.isOn = false;
    server.onWait = () => server.stop.abort();
    await write(publisher, [1, 2, 3, 4, 5]);
    await publisher.close();
    expect(server).toMatchObject({ times: [0], open: 0 });
    await expect(write(publisher, [6])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
