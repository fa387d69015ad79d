import { describe, expect, it } from 'vitest';
import { describeBackend } from './describe-backend.js';
import type { FakeWeights } from './fake-backend.js';
import { FakeBackend } from './fake-backend.js';

const weights: Record<string, FakeWeights> = {};
describeBackend('The fake', () => ({
  backend: new FakeBackend(weights),
  identity(type, dims) {
    const path = `${type} ${dims.join()}`;
    weights[path] = { inputs: [{ name: 'x', type, dims }], outputs: [{ name: 'y', type, dims }] };
    return path;
  },
}));

describe('FakeBackend', () => {
  it('counts the sessions that are open', async () => {
    const backend = new FakeBackend({ one: { inputs: [], outputs: [] } });
    const session = await backend.createSession('one', { intraOpThreads: 2 });
    expect([backend.open, backend.created]).toEqual([1, [{ intraOpThreads: 2 }]]);
    await session.release();
    await session.release();
    expect(backend.open).toBe(0);
    await expect(session.run([])).rejects.toThrow(/released/);
  });
});
