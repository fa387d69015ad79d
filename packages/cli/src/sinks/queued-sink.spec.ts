import { describe, expect, it } from 'vitest';
import { Changed } from './changed.js';
import { answerMs, flushMs, mostFailures, QueuedSink, type QueuedSinkOptions } from './queued-sink.js';
import { ManualClock } from './testing/manual-clock.js';
import type { Delivery, Transport } from './transport.js';

const limits = { batchLines: 2, batchBytes: 100, batchAgeMs: 1_000, waitingBytes: 10 };
const again: Delivery = { outcome: 'again', reason: 'it sleeps' };

/** Answers as its script says, then delivers everything. */
class Scripted implements Transport {
  readonly name = 'test://there';
  readonly batches: string[] = [];
  readonly #script: (Delivery | 'silence')[];
  readonly #changed = new Changed();
  closed = 0;

  constructor(...script: readonly (Delivery | 'silence')[]) {
    this.#script = [...script];
  }

  async deliver(lines: readonly string[], signal: AbortSignal): Promise<Delivery> {
    this.batches.push(lines.join(''));
    this.#changed.notify();
    const answer = this.#script.shift() ?? { outcome: 'delivered' };
    if (answer !== 'silence') return answer;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { outcome: 'again', reason: 'it does not answer' };
  }

  async tried(times: number): Promise<void> {
    while (this.batches.length < times) await this.#changed.wait();
  }

  close(): void {
    this.closed += 1;
  }
}

function setUp(transport: Transport, options: Partial<QueuedSinkOptions> = {}) {
  const clock = new ManualClock();
  const stop = new AbortController();
  const notes: string[] = [];
  const sink = new QueuedSink(transport, {
    limits,
    lossless: false,
    stop: stop.signal,
    note: (text) => notes.push(text),
    clock,
    random: () => 1,
    ...options,
  });
  const write = (text: string): Promise<void> => sink.write({ text, segment: 0 });
  return { sink, clock, stop, notes, write };
}

describe('QueuedSink', () => {
  it('sends full batches at once, others when they are old enough or the run ends', async () => {
    const there = new Scripted();
    const { sink, clock, write } = setUp(there);
    for (const line of ['a', 'b', 'c']) await write(line);
    await there.tried(1);
    await clock.sleeping(1_000);
    expect(there.batches).toEqual(['ab']);
    clock.advance(1_000);
    await there.tried(2);
    await write('d');
    await sink.close();
    expect(there.batches).toEqual(['ab', 'c', 'd']);
    expect(there.closed).toBe(1);
    expect(sink.deliveries()).toEqual(['test://there: 4 sent, 0 retries, 0 dropped']);
    expect(clock.waits).toEqual([]);
  });

  it('tries again after waits that double, up to half a minute, and says so once', async () => {
    const there = new Scripted(...Array<Delivery>(8).fill(again));
    const { sink, clock, notes, write } = setUp(there);
    await write('a');
    await write('b');
    for (const ms of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      await clock.sleeping(ms);
      clock.advance(ms);
    }
    await there.tried(9);
    await sink.close();
    expect(there.batches).toEqual(Array(9).fill('ab'));
    expect(notes).toEqual(['test://there: it sleeps; trying again.', 'test://there takes results again.']);
    expect(sink.deliveries()).toEqual(['test://there: 2 sent, 8 retries, 0 dropped']);
  });

  it('spreads its waits over half of their length', async () => {
    const { sink, clock, write } = setUp(new Scripted(again), { random: () => 0 });
    await write('a');
    await write('b');
    await clock.sleeping(250);
    await sink.close();
    expect(sink.deliveries()).toEqual(['test://there: 2 sent, 1 retry, 0 dropped']);
  });

  it('waits as long as the other side asks', async () => {
    const there = new Scripted({ ...again, afterMs: 7_777 });
    const { sink, clock, write } = setUp(there);
    await write('a');
    await write('b');
    await clock.sleeping(7_777);
    clock.advance(7_777);
    await there.tried(2);
    await sink.close();
    expect(there.batches).toEqual(['ab', 'ab']);
  });

  it('takes silence for a failure', async () => {
    const there = new Scripted('silence');
    const { sink, clock, notes, write } = setUp(there);
    await write('a');
    await write('b');
    await clock.sleeping(answerMs);
    clock.advance(answerMs);
    await clock.sleeping(500);
    clock.advance(500);
    await there.tried(2);
    await sink.close();
    expect(notes[0]).toBe('test://there: it does not answer; trying again.');
    expect(sink.deliveries()).toEqual(['test://there: 2 sent, 1 retry, 0 dropped']);
  });

  it('sends only what did not arrive again', async () => {
    const there = new Scripted({ ...again, arrived: 1 });
    const { sink, clock, write } = setUp(there);
    await write('a');
    await write('b');
    await clock.sleeping(500);
    clock.advance(500);
    await there.tried(2);
    await sink.close();
    expect(there.batches).toEqual(['ab', 'b']);
    expect(sink.deliveries()).toEqual(['test://there: 2 sent, 1 retry, 0 dropped']);
  });

  it('halves what is too large, and drops a single line that is', async () => {
    const tooLarge: Delivery = { outcome: 'too-large' };
    const there = new Scripted(tooLarge, tooLarge);
    const { sink, notes, write } = setUp(there);
    await write('a');
    await write('b');
    await there.tried(3);
    await sink.close();
    expect(there.batches).toEqual(['ab', 'a', 'b']);
    expect(notes[0]).toBe('test://there: a single result is too large for it; results are lost.');
    expect(sink.deliveries()).toEqual(['test://there: 1 sent, 0 retries, 1 dropped']);
  });

  it('drops what is refused, and says so once until it is taken again', async () => {
    const refused: Delivery = { outcome: 'refused', reason: 'it answered 404' };
    const there = new Scripted(refused, refused);
    const { sink, notes, write } = setUp(there);
    for (const [i, line] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) {
      await write(line);
      if (i % 2 === 1) await there.tried((i + 1) / 2);
    }
    await sink.close();
    expect(notes).toEqual([
      'test://there: it answered 404; results are lost.',
      'test://there takes results again.',
    ]);
    expect(sink.deliveries()).toEqual(['test://there: 2 sent, 0 retries, 4 dropped']);
  });

  it('never holds a live stream back: the oldest batch goes when too much waits', async () => {
    const there = new Scripted('silence', 'silence');
    const { sink, clock, write } = setUp(there);
    for (let i = 10; i < 30; i += 1) await write(String(i));
    await clock.sleeping(answerMs);
    clock.advance(answerMs);
    await clock.sleeping(500);
    expect(there.batches).toEqual(['1011']);
    const closing = sink.close();
    await there.tried(2);
    clock.advance(flushMs);
    await closing;
    // Ten bytes may wait: two batches of four.
    expect(sink.deliveries()).toEqual(['test://there: 0 sent, 2 retries, 20 dropped']);
    expect(there.batches).toEqual(['1011', '2627']);
  });

  it('ends in time when nobody answers', async () => {
    const there = new Scripted('silence');
    const { sink, clock, write } = setUp(there);
    await write('a');
    const closing = sink.close();
    await there.tried(1);
    clock.advance(flushMs);
    await closing;
    expect(sink.deliveries()).toEqual(['test://there: 0 sent, 1 retry, 1 dropped']);
    expect(clock.waits).toEqual([]);
  });

  it('does not wait for its next attempt when the run ends', async () => {
    const there = new Scripted(again, again);
    const { sink, clock, write } = setUp(there);
    await write('a');
    await write('b');
    await clock.sleeping(500);
    const closing = sink.close();
    await there.tried(2);
    await clock.sleeping(1_000);
    clock.advance(1_000);
    await closing;
    expect(sink.deliveries()).toEqual(['test://there: 2 sent, 2 retries, 0 dropped']);
  });
});

describe('QueuedSink of a lossless run', () => {
  it('makes the run wait for room', async () => {
    const there = new Scripted('silence');
    const { sink, clock, write } = setUp(there, { lossless: true });
    let written = 0;
    const writing = (async () => {
      for (let i = 10; i < 30; i += 1) written += await write(String(i)).then(() => 1);
    })();
    await clock.sleeping(answerMs);
    expect(written).toBeLessThan(10);
    clock.advance(answerMs);
    await clock.sleeping(500);
    clock.advance(500);
    await writing;
    await sink.close();
    expect(there.batches.slice(1).join('')).toBe('1011121314151617181920212223242526272829');
    expect(sink.deliveries()).toEqual(['test://there: 20 sent, 1 retry, 0 dropped']);
  });

  it('fails when there is no hope', async () => {
    const { sink, clock, write } = setUp(new Scripted(...Array<Delivery>(99).fill(again)), {
      lossless: true,
    });
    const failure = { code: 'OUTPUT_FAILED', message: 'Results do not reach test://there: it sleeps.' };
    const writing = (async () => {
      for (;;) await write('0123456789');
    })();
    const failed = writing.catch((error: unknown) => error);
    for (let i = 0; i < mostFailures - 1; i += 1) {
      const ms = Math.min(30_000, 500 * 2 ** i);
      await clock.sleeping(ms);
      clock.advance(ms);
    }
    expect(await failed).toMatchObject(failure);
    await expect(sink.close()).rejects.toMatchObject(failure);
    expect(sink.deliveries()[0]).toMatch(/^test:\/\/there: 0 sent, 7 retries, \d+ dropped$/);
  });

  it('fails when it is refused', async () => {
    const refused: Delivery = { outcome: 'refused', reason: 'it answered 403' };
    const { sink, write } = setUp(new Scripted(refused), { lossless: true });
    await write('a');
    await expect(sink.close()).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: 'Results do not reach test://there: it answered 403.',
    });
  });

  it('takes all its time at the end, but not after Ctrl-C', async () => {
    const there = new Scripted('silence', 'silence');
    const { sink, clock, stop, write } = setUp(there, { lossless: true });
    await write('a');
    const closing = sink.close();
    await clock.sleeping(answerMs);
    expect(clock.waits).not.toContain(flushMs);
    stop.abort();
    await clock.sleeping(flushMs);
    clock.advance(flushMs);
    await closing;
    expect(sink.deliveries()).toEqual(['test://there: 0 sent, 1 retry, 1 dropped']);
  });

  it('lets go of who waits for room at Ctrl-C', async () => {
    const { sink, clock, stop, write } = setUp(new Scripted('silence'), { lossless: true });
    const waiting = write('a line that is longer than all that may wait');
    const more = write('another such line, which has to wait for the first');
    stop.abort();
    await Promise.all([waiting, more]);
    const closing = sink.close();
    await clock.sleeping(flushMs);
    clock.advance(flushMs);
    await closing;
    expect(sink.deliveries()[0]).toContain('0 sent');
  });
});
