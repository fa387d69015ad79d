import type { Finisher } from '@farsight/engine';
import {
  FarsightError,
  noDrops,
  type Delivery,
  type Meta,
  type RunOptions,
  type Texts,
} from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { FakeNetwork } from '../testing/fake-networks.js';
import { frameOf, resultOf } from '../testing/results.js';
import { FrameLine, type FrameAnswer } from './frame-line.js';
import { planNetworks, type StreamPlan } from './stream-plan.js';

function planOf(
  delivery: Delivery,
  maxInFlight: number,
  { networks = ['one'], maxWaitingBytes = 1e6 } = {},
): StreamPlan {
  const served = networks.map((name) => new FakeNetwork(name, [], { task: `${name}-task` }));
  return { delivery, maxInFlight, maxWaitingBytes, networks: planNetworks(served, {}) };
}

async function allAnswers(line: FrameLine): Promise<FrameAnswer[]> {
  const answers: FrameAnswer[] = [];
  for (let next = await line.next(); next !== undefined; next = await line.next()) {
    if (next.outcome !== undefined) answers.push(next);
  }
  return answers;
}

/** A live line with room for frames, and the clock it goes by. */
function lineWithClock(maxAgeMs: number, maxInFlight = 4): { line: FrameLine; at: { ms: number } } {
  const at = { ms: 0 };
  return { line: new FrameLine({ ...planOf('live', maxInFlight), maxAgeMs }, () => at.ms), at };
}

const indexOf = (job: { frame: { stamp: { index: number } } } | undefined): number | undefined =>
  job?.frame.stamp.index;

describe('a lossless FrameLine', () => {
  it('answers in the order of the frames, however they finish', async () => {
    const line = new FrameLine(planOf('lossless', 4));
    const lane = line.lane(0);
    for (const index of [0, 1, 2]) line.add(frameOf(index));
    const jobs = [lane.take(), lane.take(), lane.take()];
    for (const at of [2, 0, 1]) jobs[at]?.succeed(resultOf(at));
    line.end();
    const answers = await allAnswers(line);
    expect(answers.map(({ stamp, drops }) => [stamp.index, drops])).toEqual(
      [0, 1, 2].map((index) => [index, noDrops]),
    );
    expect(line.counts).toEqual({ received: 3, answered: 3, failed: 0, drops: noDrops });
  });

  it('holds the sender back until a frame is answered', async () => {
    const line = new FrameLine(planOf('lossless', 2));
    line.add(frameOf(0));
    expect(line.room()).toBeUndefined();
    line.add(frameOf(1));
    let free = false;
    const room = line.room()?.then(() => (free = true));
    line.lane(0).take()?.succeed(resultOf(0));
    await Promise.resolve();
    expect(free).toBe(false);
    await line.next();
    await room;
    expect(free).toBe(true);
  });

  it('holds the sender back when the bytes that wait are too many, but always lets one frame wait', async () => {
    const line = new FrameLine(planOf('lossless', 8, { maxWaitingBytes: 100 }));
    line.add(frameOf(0, 500));
    const room = line.room();
    expect(room).toBeDefined();
    expect(line.lane(0).take()).toBeDefined();
    await room;
    expect(line.room()).toBeUndefined();
  });

  it('answers a frame that could not be received in its place', async () => {
    const line = new FrameLine(planOf('lossless', 4));
    line.add(frameOf(0));
    line.addFailed(frameOf(1).stamp, new FarsightError('INVALID_FRAME', 'bad'));
    line.lane(0).take()?.succeed(resultOf(0));
    expect((await line.next())?.outcome).not.toBeInstanceOf(Error);
    expect((await line.next())?.outcome).toMatchObject({ code: 'INVALID_FRAME' });
    expect(line.counts).toMatchObject({ answered: 2, failed: 1 });
  });

  it('gives its bytes away with the last network that takes a frame, and keeps none of them', () => {
    const line = new FrameLine(planOf('lossless', 4, { networks: ['one', 'two'] }));
    line.add(frameOf(0));
    expect(line.lane(1).take()?.ownsBytes).toBe(false);
    expect(line.lane(1).take()).toBeUndefined();
    expect(line.lane(0).take()?.ownsBytes).toBe(true);
    expect(line.lane(0).ready).toBe(false);
  });

  it('answers when every network has, or with the first error', async () => {
    const line = new FrameLine(planOf('lossless', 4, { networks: ['one', 'two'] }));
    line.add(frameOf(0));
    line.add(frameOf(1));
    const [a0, b0, a1] = [line.lane(0).take(), line.lane(1).take(), line.lane(0).take()];
    b0?.succeed(resultOf(0, 'two-task'));
    a0?.succeed(resultOf(0, 'one-task'));
    const outcome = (await line.next())?.outcome;
    expect(outcome).toMatchObject({ meta: { 'one-task': { count: 1 }, 'two-task': { count: 1 } } });
    a1?.fail(new FarsightError('EXECUTOR_CRASHED', 'gone'));
    expect((await line.next())?.outcome).toMatchObject({ code: 'EXECUTOR_CRASHED' });
    expect(line.lane(1).ready).toBe(false);
  });
});

describe('a live FrameLine', () => {
  it('drops the oldest frame that waits, names it with the next answer, and counts it where it was', async () => {
    const line = new FrameLine(planOf('live', 2));
    const lane = line.lane(0);
    line.add(frameOf(0));
    const first = lane.take();
    for (const index of [1, 2, 3]) line.add(frameOf(index));
    expect(line.room()).toBeUndefined();
    const second = lane.take();
    expect(indexOf(second)).toBe(3);
    first?.succeed(resultOf(0));
    second?.succeed(resultOf(3));
    const gone = [1, 2].map((index) => ({ index, reason: 'queue' }));
    expect(await line.next()).toMatchObject({ stamp: { index: 0 }, drops: noDrops, droppedFrames: gone });
    const drops = { ...noDrops, queue: 2 };
    expect(await line.next()).toMatchObject({ stamp: { index: 3 }, drops, droppedFrames: [] });
    expect(line.counts).toEqual({ received: 4, answered: 2, failed: 0, drops });
  });

  it('begins no more than its limit while answers are not fetched, and lets the newest wait', () => {
    const line = new FrameLine(planOf('live', 1));
    const lane = line.lane(0);
    line.add(frameOf(0));
    lane.take()?.succeed(resultOf(0));
    line.add(frameOf(1));
    line.add(frameOf(2));
    expect(lane.ready).toBe(false);
    expect(line.counts.drops).toEqual({ ...noDrops, queue: 1 });
  });

  it('begins no frame that has waited for too long, and one that has just come at once', () => {
    const { line, at } = lineWithClock(100);
    line.add(frameOf(0));
    at.ms = 60;
    line.add(frameOf(1));
    at.ms = 101;
    const lane = line.lane(0);
    expect(lane.ready).toBe(true);
    expect(indexOf(lane.take())).toBe(1);
    at.ms = 5000;
    line.add(frameOf(2));
    expect(lane.ready).toBe(true);
    expect(line.counts.drops).toEqual({ ...noDrops, deadline: 1 });
  });

  it('names frames that are too old even when no answer will come, so that their sender goes on', async () => {
    const { line, at } = lineWithClock(100);
    line.addLost({ lost: 'client', count: 2, indices: [] });
    line.add(frameOf(2));
    line.add(frameOf(3));
    const next = line.next();
    at.ms = 150;
    expect(line.lane(0).ready).toBe(false);
    const droppedFrames = [2, 3].map((index) => ({ index, reason: 'deadline' }));
    expect(await next).toEqual({ droppedFrames });
    line.add(frameOf(4));
    line.lane(0).take()?.succeed(resultOf(4));
    const drops = { ...noDrops, client: 2, deadline: 2 };
    expect(await line.next()).toMatchObject({ stamp: { index: 4 }, drops, droppedFrames: [] });
  });

  it('counts those that are too old before it makes room, each for its own reason', () => {
    const { line, at } = lineWithClock(100, 2);
    for (const index of [0, 1]) line.add(frameOf(index));
    at.ms = 101;
    for (const index of [2, 3, 4]) line.add(frameOf(index));
    expect(line.counts.drops).toEqual({ ...noDrops, deadline: 2, queue: 1 });
  });

  it('answers a frame that failed when the ones before it are dropped', async () => {
    const line = new FrameLine(planOf('live', 2));
    line.add(frameOf(0));
    line.addFailed(frameOf(1).stamp, new FarsightError('INVALID_FRAME', 'bad'));
    const next = line.next();
    line.add(frameOf(2));
    expect(await next).toMatchObject({ stamp: { index: 1 }, drops: { ...noDrops, queue: 1 } });
  });

  it('gives the memory of dropped frames back, and of no others', () => {
    const reclaimed: ArrayBuffer[] = [];
    const line = new FrameLine({ ...planOf('live', 1), reclaim: (bytes) => reclaimed.push(bytes) });
    const frames = [0, 1, 2, 3].map((index) => frameOf(index));
    line.add(frames[0]!);
    line.lane(0).take()?.succeed(resultOf(0));
    for (const frame of frames.slice(1)) line.add(frame);
    expect(reclaimed).toEqual([frames[1]!.data.buffer, frames[2]!.data.buffer]);
    line.close(new Error('over'));
    expect(reclaimed).toHaveLength(2);
  });

  it('drops by bytes too', () => {
    const line = new FrameLine(planOf('live', 8, { maxWaitingBytes: 100 }));
    for (const index of [0, 1, 2]) line.add(frameOf(index, 60));
    expect(line.counts.drops).toEqual({ ...noDrops, queue: 2 });
    expect(indexOf(line.lane(0).take())).toBe(2);
  });
});

describe('FrameLine with a finisher', () => {
  /** Adds to each frame's result how many frames it has finished before. */
  function counting(fails = -1): () => Finisher {
    return () => {
      let count = 0;
      const finish = (meta: Meta): Meta => {
        count += 1;
        if (count === fails) throw new Error('a bug');
        return {
          ...meta,
          count: { kind: 'text', count: 1, texts: [`${count}`], scores: Float32Array.of(1) },
        };
      };
      return { finish };
    };
  }
  const tasks = ['detections', 'count'];

  function countingPlan(fails?: number, options: RunOptions = {}): StreamPlan {
    const network = new FakeNetwork('one', [], { tasks, openFinisher: counting(fails) });
    return { ...planOf('lossless', 4), networks: planNetworks([network], options) };
  }

  it('finishes in the order of the frames, however executors answer, and frames that failed not at all', async () => {
    const line = new FrameLine(countingPlan());
    for (const index of [0, 1, 2, 3]) line.add(frameOf(index));
    const jobs = [0, 1, 2, 3].map(() => line.lane(0).take());
    for (const at of [3, 2, 0]) jobs[at]?.succeed(resultOf(at));
    jobs[1]?.fail(new FarsightError('EXECUTOR_CRASHED', 'gone'));
    const outcomes = [];
    for (let i = 0; i < 4; i += 1) outcomes.push((await line.next())?.outcome);
    const seen = outcomes.map((outcome) =>
      outcome !== undefined && 'meta' in outcome ? (outcome.meta.count as Texts).texts[0] : 'failed',
    );
    expect(seen).toEqual(['1', 'failed', '2', '3']);
    expect(line.counts).toMatchObject({ answered: 4, failed: 1 });
  });

  it('has a finisher of its own for every stream', async () => {
    const plan = countingPlan();
    for (const line of [new FrameLine(plan), new FrameLine(plan)]) {
      line.add(frameOf(0));
      line.lane(0).take()?.succeed(resultOf(0));
      expect((await line.next())?.outcome).toMatchObject({ meta: { count: { texts: ['1'] } } });
    }
  });

  it('keeps the wanted tasks alone, also of a single network, and only after it has finished', async () => {
    const line = new FrameLine(countingPlan(undefined, { tasks: ['count'] }));
    line.add(frameOf(0));
    line.lane(0).take()?.succeed(resultOf(0));
    const outcome = (await line.next())?.outcome;
    expect(outcome !== undefined && 'meta' in outcome && Object.keys(outcome.meta)).toEqual(['count']);
  });

  it('answers the frame with an error if finishing it fails, and goes on', async () => {
    const line = new FrameLine(countingPlan(1));
    for (const index of [0, 1]) line.add(frameOf(index));
    for (const index of [0, 1]) line.lane(0).take()?.succeed(resultOf(index));
    expect((await line.next())?.outcome).toMatchObject({ code: 'INTERNAL' });
    expect((await line.next())?.outcome).toMatchObject({ meta: { count: { texts: ['2'] } } });
    expect(line.counts).toMatchObject({ answered: 2, failed: 1 });
  });
});

describe('FrameLine', () => {
  it('throws to who waits when it is closed, and ignores what comes after', async () => {
    const line = new FrameLine(planOf('lossless', 1));
    line.add(frameOf(0));
    const job = line.lane(0).take();
    const [room, next] = [line.room(), line.next()];
    line.close(new FarsightError('CANCELLED', 'gone'));
    await room;
    await expect(next).rejects.toMatchObject({ code: 'CANCELLED' });
    line.add(frameOf(1));
    job?.succeed(resultOf(0));
    expect(line.lane(0).ready).toBe(false);
    expect(line.counts.received).toBe(1);
  });
});
