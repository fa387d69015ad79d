import { describe, expect, it } from 'vitest';
import { FakeNetwork } from '../testing/fake-networks.js';
import { PromptRunner } from '../testing/manual-runner.js';
import { frameOf } from '../testing/results.js';
import { answerFrames, type AnsweredFrames, type ReceivedFrame } from './answer-frames.js';
import { planNetworks, type StreamPlan } from './stream-plan.js';
import { StreamRegistry, type Shown } from './stream-registry.js';

// eslint-disable-next-line @typescript-eslint/require-await -- frames that are here already, for what takes streams
async function* frames(count: number): AsyncGenerator<ReceivedFrame> {
  for (let index = 0; index < count; index += 1) yield { frame: frameOf(index) };
}

function answered(count: number): { plan: StreamPlan; frames: AnsweredFrames } {
  const networks = planNetworks([new FakeNetwork('net', [new PromptRunner()])], {});
  const plan: StreamPlan = { delivery: 'lossless', maxInFlight: 4, maxWaitingBytes: 1e6, networks };
  return { plan, frames: answerFrames(frames(count), plan, new AbortController().signal) };
}

async function drain({ answers }: AnsweredFrames): Promise<number> {
  let count = 0;
  for await (const { outcome } of answers) if (outcome !== undefined) count += 1;
  return count;
}

describe('StreamRegistry', () => {
  it('measures what passes, and the work it was', async () => {
    const registry = new StreamRegistry();
    const { plan, frames: passing } = answered(20);
    const stream = registry.open('cam', plan, passing);
    expect(registry.streams()).toMatchObject([{ id: 'cam', state: 'waiting', frames: 0, live: undefined }]);
    expect(await drain(passing)).toBe(20);
    const [status] = registry.streams();
    expect(status).toMatchObject({ id: 'cam', networks: ['net'], frames: 20, failed: 0, state: 'running' });
    expect(status?.fpsIn).toBeGreaterThan(0);
    expect(status?.fpsOut).toBe(status?.fpsIn);
    expect(status?.latencyP95Ms).toBeGreaterThanOrEqual(status?.latencyP50Ms ?? Infinity);
    // Of the fake results, each says that it took 14 ms.
    expect(registry.workMsPerSecond()).toBeGreaterThan(0);
    stream.close();
    expect(registry.streams()).toEqual([]);
    expect(registry.counts()).toMatchObject({ received: 20, frames: 20 });
  });

  it('keeps totals of streams that are over: they never fall', async () => {
    const registry = new StreamRegistry();
    const totals: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { plan, frames: passing } = answered(5);
      const stream = registry.open('cam', plan, passing);
      totals.push(registry.counts().frames);
      await drain(passing);
      totals.push(registry.counts().frames);
      stream.close();
      totals.push(registry.counts().frames);
    }
    expect(totals).toEqual([0, 5, 5, 5, 10, 10, 10, 15, 15]);
  });

  it('lets streams be watched while they are open, but not calls of one frame', async () => {
    const seen: string[] = [];
    const show = (id: string): Shown => ({
      name: `${id}-shown`,
      observer: {
        onFrame: ({ stamp }) => seen.push(`frame ${stamp.index}`),
        onAnswer: ({ stamp }) => seen.push(`answer ${stamp.index}`),
      },
      close: () => seen.push('closed'),
    });
    const registry = new StreamRegistry({ show });
    const [one, other] = [answered(1), answered(1)];
    const stream = registry.open('cam', one.plan, one.frames);
    registry.open('call', other.plan, other.frames, { watchable: false });
    expect(registry.streams().map(({ live }) => live)).toEqual(['cam-shown', undefined]);
    await Promise.all([drain(one.frames), drain(other.frames)]);
    stream.close();
    stream.close();
    expect(seen).toEqual(['frame 0', 'answer 0', 'closed']);
  });
});
