import type { FrameResult } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { FakeNetwork } from '../testing/fake-networks.js';
import { resultOf } from '../testing/results.js';
import { mergeResults } from './merge-results.js';
import { planNetworks } from './stream-plan.js';

/** A cascade: boxes, and a class for the first of them. */
function cascadeResult(): FrameResult {
  const result = resultOf(0, 'people');
  const clothes = {
    kind: 'classifications',
    count: 1,
    classIds: Int32Array.of(2),
    scores: Float32Array.of(0.5),
    regions: { of: 'people', parents: Int32Array.of(0) },
  } as const;
  return { ...result, meta: { ...result.meta, clothes } };
}

const tasks = ['people', 'clothes'];
const cascade = new FakeNetwork('cascade', [], { tasks });

describe('mergeResults', () => {
  it('names the task that regions are of as it is named in the meta', () => {
    const other = new FakeNetwork('other', [], { task: 'people' });
    const networks = planNetworks([cascade, other], {});
    const { meta } = mergeResults([cascadeResult(), resultOf(0, 'people')], networks);
    expect(Object.keys(meta)).toEqual(['cascade/people', 'clothes', 'other/people']);
    expect(meta.clothes).toMatchObject({ regions: { of: 'cascade/people', parents: Int32Array.of(0) } });
  });

  it('names it so too where it is not wanted itself', () => {
    const other = new FakeNetwork('other', [], { task: 'people' });
    const networks = planNetworks([cascade, other], { tasks: ['clothes'] });
    const { meta } = mergeResults([cascadeResult()], networks);
    expect(Object.keys(meta)).toEqual(['clothes']);
    expect(meta.clothes).toMatchObject({ regions: { of: 'cascade/people' } });
  });

  it('leaves out what a single network ran for the sake of others', () => {
    const { meta } = mergeResults([cascadeResult()], planNetworks([cascade], { tasks: ['clothes'] }));
    expect(Object.keys(meta)).toEqual(['clothes']);
    expect(meta.clothes).toMatchObject({ regions: { of: 'people' } });
  });
});
