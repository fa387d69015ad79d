import { FarsightError, noDrops, totalDrops, type Delivery } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { Scheduler } from '../executors/scheduler.js';
import { FakeNetwork } from '../testing/fake-networks.js';
import { ManualRunner, PromptRunner } from '../testing/manual-runner.js';
import { frameOf, resultOf } from '../testing/results.js';
import { answerFrames, type AnsweredFrames, type ReceivedFrame } from './answer-frames.js';
import type { FrameAnswer } from './frame-line.js';
import { planNetworks, type StreamPlan } from './stream-plan.js';

function planOf(
  networks: readonly FakeNetwork[],
  delivery: Delivery = 'lossless',
  maxInFlight = 4,
): StreamPlan {
  return { delivery, maxInFlight, maxWaitingBytes: 1e6, networks: planNetworks(networks, {}) };
}

/** A source that counts what was taken from it. */
class Source implements AsyncIterable<ReceivedFrame> {
  taken = 0;
  constructor(
    readonly length: number,
    readonly make: (index: number) => ReceivedFrame = (index) => ({ frame: frameOf(index) }),
  ) {}
  async *[Symbol.asyncIterator](): AsyncGenerator<ReceivedFrame> {
    for (let index = 0; index < this.length; index += 1) {
      await Promise.resolve();
      this.taken += 1;
      yield this.make(index);
    }
  }
}

/** As an open connection on which nothing comes. */
async function* silence(signal: AbortSignal): AsyncGenerator<ReceivedFrame> {
  yield { frame: frameOf(0) };
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const never = new AbortController().signal;

async function collect(answers: AnsweredFrames['answers']): Promise<FrameAnswer[]> {
  const all = [];
  for await (const answer of answers) if (answer.outcome !== undefined) all.push(answer);
  return all;
}

describe('answerFrames', () => {
  it('answers every frame of a lossless stream, in order, whatever the executors do', async () => {
    const network = new FakeNetwork('one', [new PromptRunner(), new PromptRunner(), new PromptRunner()]);
    const { answers, counts } = answerFrames(new Source(200), planOf([network]), never);
    const all = await collect(answers);
    expect(all.map(({ stamp }) => stamp.index)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    const results = all.map(({ stamp }) => ({
      meta: { detections: { scores: Float32Array.of(stamp.index) } },
    }));
    expect(all.map(({ outcome }) => outcome)).toMatchObject(results);
    expect(counts).toEqual({ received: 200, answered: 200, failed: 0, drops: noDrops });
    expect(network.attached).toBe(0);
  });

  it('reads no further than its limit when frames are not answered', async () => {
    const source = new Source(100);
    const network = new FakeNetwork('one', []);
    const { answers } = answerFrames(source, planOf([network], 'lossless', 3), never);
    const first = answers[Symbol.asyncIterator]().next();
    await settled();
    expect(source.taken).toBe(3);
    network.queue.add(new PromptRunner());
    expect((await first).value).toMatchObject({ stamp: { index: 0 } });
  });

  it('reads no further when its answers are not fetched', async () => {
    const source = new Source(100);
    const network = new FakeNetwork('one', [new PromptRunner()]);
    const { answers } = answerFrames(source, planOf([network], 'lossless', 3), never);
    await answers[Symbol.asyncIterator]().next();
    for (let i = 0; i < 20; i += 1) await settled();
    expect(source.taken).toBe(4);
  });

  it('goes on after bad frames and failed ones', async () => {
    const runner = new ManualRunner();
    const network = new FakeNetwork('one', [runner]);
    const source = new Source(4, (index) =>
      index === 1
        ? { stamp: frameOf(1).stamp, error: new FarsightError('INVALID_FRAME', 'bad') }
        : { frame: frameOf(index) },
    );
    const all = collect(answerFrames(source, planOf([network]), never).answers);
    await settled();
    runner.fail(new FarsightError('EXECUTOR_CRASHED', 'gone'));
    runner.finish();
    runner.finish();
    const codes = (await all).map(({ outcome }) => (outcome instanceof FarsightError ? outcome.code : 'ok'));
    expect(codes).toEqual(['EXECUTOR_CRASHED', 'INVALID_FRAME', 'ok', 'ok']);
  });

  it('drops and counts on a live stream that is faster than its executor, and answers the newest', async () => {
    const runner = new ManualRunner();
    const network = new FakeNetwork('one', [runner]);
    const { answers, counts } = answerFrames(new Source(50), planOf([network], 'live', 1), never);
    const all = collect(answers);
    await settled();
    expect(runner.started).toEqual([0]);
    runner.finish();
    await settled();
    expect(runner.started).toEqual([0, 49]);
    runner.finish();
    expect((await all).map(({ stamp, drops }) => [stamp.index, totalDrops(drops)])).toEqual([
      [0, 0],
      [49, 48],
    ]);
    expect(counts).toEqual({ received: 50, answered: 2, failed: 0, drops: { ...noDrops, queue: 48 } });
  });

  it('lets go of everything at once when its signal aborts, even while its source is silent', async () => {
    const controller = new AbortController();
    const runner = new ManualRunner();
    const network = new FakeNetwork('one', [runner]);
    const all = collect(
      answerFrames(silence(controller.signal), planOf([network]), controller.signal).answers,
    );
    await settled();
    expect(runner.load).toBe(1);
    controller.abort(new FarsightError('CANCELLED', 'gone'));
    await expect(all).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(network.attached).toBe(0);
    // The frame under way comes back to nobody.
    runner.finish();
    expect(runner.load).toBe(0);
  });

  it('lets go of everything when its caller stops', async () => {
    const network = new FakeNetwork('one', [new PromptRunner()]);
    const source = new Source(1000);
    let answered = 0;
    for await (const { outcome } of answerFrames(source, planOf([network]), never).answers) {
      if (outcome !== undefined && ++answered === 6) break;
    }
    const { taken } = source;
    for (let i = 0; i < 10; i += 1) await settled();
    expect(network.attached).toBe(0);
    expect(source.taken).toBeLessThanOrEqual(taken + 1);
  });

  it('throws what its source throws', async () => {
    const network = new FakeNetwork('one', [new PromptRunner()]);
    const source = new Source(3, (index) => {
      if (index === 2) throw new FarsightError('INVALID_ARGUMENT', 'no frame');
      return { frame: frameOf(index) };
    });
    await expect(collect(answerFrames(source, planOf([network]), never).answers)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(network.attached).toBe(0);
  });

  it('ends at once where there is nothing to answer', async () => {
    const network = new FakeNetwork('one', []);
    expect(await collect(answerFrames(new Source(0), planOf([network]), never).answers)).toEqual([]);
  });

  it('runs every frame on every network of the stream', async () => {
    const scheduler = new Scheduler(2);
    const [first, second] = [new ManualRunner(), new ManualRunner()];
    const a = new FakeNetwork('a', [first], { scheduler });
    const b = new FakeNetwork('b', [second], { scheduler });
    const all = collect(answerFrames(new Source(1), planOf([a, b]), never).answers);
    await settled();
    first.finish(resultOf(0));
    second.finish({
      ...resultOf(0),
      timings: { queueMs: 9, decodeMs: 1, preprocessMs: 1, runMs: 1, postprocessMs: 1 },
    });
    const [answer] = await all;
    expect(answer?.outcome).toMatchObject({
      meta: { 'a/detections': { count: 1 }, 'b/detections': { count: 1 } },
      timings: { queueMs: 9, decodeMs: 3, preprocessMs: 4, runMs: 5, postprocessMs: 6 },
    });
  });
});
