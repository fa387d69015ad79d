import { describe, expect, it } from 'vitest';
import { FakeNetwork } from '../testing/fake-networks.js';
import { planInfos, planNetworks } from './stream-plan.js';

const a = new FakeNetwork('a', [], { task: 'detections' });
const b = new FakeNetwork('b', [], { task: 'detections' });
const c = new FakeNetwork('c', [], { task: 'classifications' });

const keysOf = (plan: ReturnType<typeof planNetworks>): string[][] =>
  plan.map(({ keys }) => [...keys.values()]);

describe('planNetworks', () => {
  it('keeps the names of tasks where they are told apart', () => {
    expect(keysOf(planNetworks([a, c], {}))).toEqual([['detections'], ['classifications']]);
  });

  it('puts the network before the name of a task that several have', () => {
    expect(keysOf(planNetworks([a, b, c], {}))).toEqual([
      ['a/detections'],
      ['b/detections'],
      ['classifications'],
    ]);
  });

  it('gives every network the wanted tasks that are its own, by either name, and leaves out one without', () => {
    const plan = planNetworks([a, b, c], { tasks: ['b/detections', 'classifications'], maxResults: 3 });
    expect(plan.map(({ options }) => options)).toEqual([
      { tasks: ['detections'], maxResults: 3 },
      { tasks: ['classifications'], maxResults: 3 },
    ]);
  });

  it('refuses a task that nobody has, and names those there are', () => {
    expect(() => planNetworks([a, b], { tasks: ['masks'] })).toThrow(
      'Expected tasks of a/detections, b/detections for options.tasks but received "masks".',
    );
  });
});

describe('planInfos', () => {
  it('names tasks as the meta of frames will', () => {
    const infos = planInfos({ networks: planNetworks([a, b], { tasks: ['a/detections'] }) });
    expect(infos.map(({ name, tasks }) => [name, tasks.map((task) => task.name)])).toEqual([
      ['a', ['a/detections']],
    ]);
  });
});
