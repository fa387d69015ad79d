import { FarsightError } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualRunner } from '../testing/manual-runner.js';
import { frameOf } from '../testing/results.js';
import type { Job, Lane } from './lane.js';
import { Scheduler } from './scheduler.js';

/** A lane with a backlog of frames `first`, `first + 1` … */
class Backlog implements Lane {
  readonly failed: FarsightError[] = [];
  taken = 0;
  constructor(
    readonly first: number,
    public left: number,
    readonly ahead = true,
  ) {}
  get ready(): boolean {
    return this.left > 0;
  }
  take(): Job | undefined {
    if (this.left === 0) return undefined;
    this.left -= 1;
    const frame = frameOf(this.first + this.taken);
    this.taken += 1;
    return {
      frame,
      options: {},
      ownsBytes: true,
      arrivedMs: 0,
      succeed: () => undefined,
      fail: (error) => this.failed.push(error),
    };
  }
}

describe('Scheduler', () => {
  it('takes turns between streams, however long their backlogs are', () => {
    const queue = new Scheduler(1).open();
    const runner = new ManualRunner();
    const lanes = [new Backlog(0, 100, false), new Backlog(1000, 3, false), new Backlog(2000, 100, false)];
    for (const lane of lanes) queue.attach(lane);
    queue.add(runner);
    for (let i = 0; i < 8; i += 1) runner.finish();
    expect(runner.started).toEqual([0, 1000, 2000, 1, 1001, 2001, 2, 1002, 2002]);
  });

  it('is fair between eight streams of different greed (Jain >= 0.95)', () => {
    const queue = new Scheduler(2).open();
    const lanes = Array.from({ length: 8 }, (_, i) => new Backlog(i * 1000, 1000, i % 2 === 0));
    for (const lane of lanes) queue.attach(lane);
    const runners = [new ManualRunner(), new ManualRunner()];
    for (const runner of runners) queue.add(runner);
    for (let i = 0; i < 400; i += 1) runners[i % 2]?.finish();
    const shares = lanes.map(({ taken }) => taken);
    const sum = shares.reduce((a, b) => a + b);
    const jain = sum ** 2 / (shares.length * shares.reduce((a, b) => a + b * b, 0));
    expect(sum).toBeGreaterThanOrEqual(400);
    expect(jain).toBeGreaterThanOrEqual(0.95);
  });

  it('never has more executors at work than it may, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat({ max: 7 }), { minLength: 20, maxLength: 200 }),
        (maxBusy, steps) => {
          const scheduler = new Scheduler(maxBusy);
          const queues = [scheduler.open(), scheduler.open()];
          const runners = [0, 1, 2, 3].map(() => new ManualRunner());
          runners.forEach((runner, i) => queues[i % 2]?.add(runner));
          const lanes = [0, 1, 2, 3].map((i) => new Backlog(i * 1000, 0));
          const tickets = lanes.map((lane, i) => queues[i % 2]?.attach(lane));
          for (const step of steps) {
            if (step < 4) {
              lanes[step]!.left += 1;
              tickets[step]?.wake();
            } else if ((runners[step - 4]?.load ?? 0) > 0) {
              runners[step - 4]?.finish();
            }
            expect(scheduler.busy).toBeLessThanOrEqual(maxBusy);
            expect(runners.every(({ load }) => load <= 2)).toBe(true);
          }
          // Nothing waits while an executor of its network could take it.
          for (let i = 0; i < 1000 && scheduler.busy > 0; i += 1)
            runners.find(({ load }) => load > 0)?.finish();
          expect(lanes.map(({ left }) => left)).toEqual([0, 0, 0, 0]);
        },
      ),
    );
  });

  it('gives a busy executor its next frame ahead, but never one of a live stream, nor one past its turn', () => {
    const queue = new Scheduler(4).open();
    const runner = new ManualRunner();
    queue.add(runner);
    const live = new Backlog(0, 2, false);
    queue.attach(live).wake();
    queue.attach(new Backlog(1000, 5)).wake();
    expect(runner.started).toEqual([0]);
    runner.finish();
    expect(runner.started).toEqual([0, 1, 1000]);
    expect(runner.load).toBe(2);
  });

  it('gives a network that waits for a core its turn instead of running ahead for another', () => {
    const scheduler = new Scheduler(1);
    const [first, second] = [scheduler.open(), scheduler.open()];
    const [runner, other] = [new ManualRunner(), new ManualRunner()];
    first.add(runner);
    second.add(other);
    first.attach(new Backlog(0, 100)).wake();
    expect(runner.load).toBe(2);
    second.attach(new Backlog(1000, 100)).wake();
    expect(other.load).toBe(0);
    runner.finish();
    runner.finish();
    expect([runner.load, other.load]).toEqual([0, 1]);
    other.finish();
    expect([runner.load, other.load]).toEqual([1, 0]);
  });

  it('takes nothing more from a stream that has left', () => {
    const queue = new Scheduler(1).open();
    const runner = new ManualRunner();
    queue.add(runner);
    const lane = new Backlog(0, 5, false);
    const ticket = queue.attach(lane);
    ticket.wake();
    ticket.leave();
    runner.finish();
    expect(lane.taken).toBe(1);
  });

  it('gives nothing to an executor that has ended', () => {
    const queue = new Scheduler(2).open();
    const runner = new ManualRunner();
    runner.ended = true;
    queue.add(runner);
    queue.attach(new Backlog(0, 5)).wake();
    expect(runner.started).toEqual([]);
  });

  it('fails what waits, and what comes later, when a network is closed', () => {
    const queue = new Scheduler(1).open();
    const lane = new Backlog(0, 2);
    const ticket = queue.attach(lane);
    const error = new FarsightError('EXECUTOR_CRASHED', 'gone');
    queue.close(error);
    expect(lane.failed).toEqual([error, error]);
    lane.left = 1;
    ticket.wake();
    expect(lane.failed).toHaveLength(3);
  });
});
