import {
  FarsightError,
  addDrops,
  dropReasons,
  newDropTally,
  totalDrops,
  type Delivery,
} from '@farsight/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Job, Lane } from '../executors/lane.js';
import { FakeNetwork } from '../testing/fake-networks.js';
import { frameOf, resultOf } from '../testing/results.js';
import { FrameLine } from './frame-line.js';
import { planNetworks } from './stream-plan.js';

const maxAgeMs = 100;

type Step =
  | 'frame'
  | 'bad frame'
  | 'undecodable'
  | 'read'
  | { readonly take: 0 | 1 }
  | { readonly settle: number; readonly ok: boolean }
  | { readonly leaveOut: number }
  | { readonly passMs: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('frame' as const) },
  fc.constantFrom('bad frame' as const, 'undecodable' as const, 'read' as const),
  fc.record({ take: fc.constantFrom(0 as const, 1 as const) }),
  fc.record({ settle: fc.nat({ max: 9 }), ok: fc.boolean() }),
  fc.record({ leaveOut: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ passMs: fc.integer({ min: 1, max: 80 }) }),
);

/** A line, those who feed it, work on it and read from it, and what they saw. */
class Scene {
  readonly line: FrameLine;
  readonly answered: number[] = [];
  /** From the answers. */
  readonly drops = newDropTally();
  readonly named: number[] = [];
  /** By answer: frames up to it, and how many of these were answered or are in the drops of an answer so far. */
  readonly accounted: (readonly [number, number])[] = [];
  /** How old live frames were when they were begun. */
  readonly agesBegunMs: number[] = [];
  /** Frames that were sent or left out. */
  numbered = 0;
  arrived = 0;
  over = false;
  readonly #live: boolean;
  readonly #lanes: readonly Lane[];
  readonly #arrivals = new Map<number, number>();
  readonly #begun = new Set<number>();
  readonly #jobs: { readonly job: Job; readonly task: string }[] = [];
  #nowMs = 0;
  #reading: Promise<void> | undefined;

  constructor(delivery: Delivery, maxInFlight: number) {
    const served = ['one', 'two'].map((name) => new FakeNetwork(name, [], { task: `${name}-task` }));
    const plan = { delivery, maxInFlight, maxWaitingBytes: 1e6, networks: planNetworks(served, {}) };
    this.#live = delivery === 'live';
    this.line = new FrameLine(this.#live ? { ...plan, maxAgeMs } : plan, () => this.#nowMs);
    this.#lanes = [this.line.lane(0), this.line.lane(1)];
  }

  async do(step: Step): Promise<void> {
    if (typeof step === 'string') this.#doNamed(step);
    else if ('take' in step) this.take(step.take);
    else if ('settle' in step) this.#settle(step.settle, step.ok);
    else if ('passMs' in step) this.#nowMs += step.passMs;
    else this.#leaveOut(step.leaveOut);
    await Promise.resolve();
  }

  take(network: 0 | 1): void {
    const lane = this.#lanes[network]!;
    if (!lane.ready) return;
    const job = lane.take()!;
    const { index } = job.frame.stamp;
    if (this.#live && !this.#begun.has(index)) {
      this.agesBegunMs.push(this.#nowMs - this.#arrivals.get(index)!);
    }
    this.#begun.add(index);
    this.#jobs.push({ job, task: network === 0 ? 'one-task' : 'two-task' });
  }

  /** Begins and finishes what is left, and reads to the end. */
  async finish(): Promise<void> {
    this.line.end();
    while (!this.over) {
      this.take(0);
      this.take(1);
      while (this.#jobs.length > 0) this.#settle(0, true);
      if (!this.#lanes.some(({ ready }) => ready)) await this.read();
    }
  }

  read(): Promise<void> {
    return (this.#reading ??= this.#read());
  }

  #doNamed(step: Extract<Step, string>): void {
    if (step === 'read') void this.read();
    else if (this.line.room() === undefined) this.#arrive(step);
  }

  #arrive(step: 'frame' | 'bad frame' | 'undecodable'): void {
    const frame = frameOf(this.numbered++);
    this.arrived += 1;
    this.#arrivals.set(frame.stamp.index, this.#nowMs);
    if (step === 'frame') this.line.add(frame);
    else if (step === 'bad frame') this.line.addFailed(frame.stamp, new FarsightError('INVALID_FRAME', 'x'));
    else this.line.addLost({ lost: 'decode', count: 1, indices: [frame.stamp.index] });
  }

  #leaveOut(count: number): void {
    this.numbered += count;
    this.line.addLost({ lost: 'client', count, indices: [] });
  }

  #settle(which: number, ok: boolean): void {
    const [open] = this.#jobs.splice(which % Math.max(1, this.#jobs.length), 1);
    if (open === undefined) return;
    if (ok) open.job.succeed(resultOf(open.job.frame.stamp.index, open.task));
    else open.job.fail(new FarsightError('INTERNAL', 'x'));
  }

  async #read(): Promise<void> {
    const answer = await this.line.next();
    this.#reading = undefined;
    this.over = answer === undefined;
    if (answer === undefined) return;
    this.named.push(...answer.droppedFrames.map(({ index }) => index));
    if (answer.outcome === undefined) return;
    addDrops(this.drops, answer.drops);
    this.answered.push(answer.stamp.index);
    this.accounted.push([answer.stamp.index + 1, this.answered.length + totalDrops(this.drops)]);
  }
}

it('answers or counts every frame, once and in its place, and begins none that is old', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Delivery>('live', 'lossless'),
      fc.integer({ min: 1, max: 4 }),
      fc.array(anyStep, { maxLength: 120 }),
      async (delivery, limit, steps) => {
        const scene = new Scene(delivery, limit);
        for (const step of steps) await scene.do(step);
        await scene.finish();
        const { answered, named, line, arrived, numbered, drops } = scene;
        const total = totalDrops(line.counts.drops);
        expect(Math.max(0, ...scene.agesBegunMs)).toBeLessThanOrEqual(maxAgeMs);
        for (const [upTo, known] of scene.accounted) expect(known).toBe(upTo);
        expect(line.counts).toMatchObject({ received: arrived, answered: answered.length });
        expect(answered.length + total).toBe(numbered);
        expect(arrived + line.counts.drops.client).toBe(answered.length + total);
        for (const reason of dropReasons)
          expect(drops[reason]).toBeLessThanOrEqual(line.counts.drops[reason]);
        // Whoever sent a frame is told once what became of it.
        expect(new Set([...answered, ...named]).size).toBe(arrived);
        expect(answered.length + named.length).toBe(arrived);
        const { queue, deadline } = line.counts.drops;
        expect(delivery === 'lossless' ? queue + deadline : 0).toBe(0);
      },
    ),
  );
});
