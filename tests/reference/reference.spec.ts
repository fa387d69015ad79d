import { loadNetwork } from '@farsight/engine';
import { decodeFrame } from '@farsight/media';
import { describe, expect, it } from 'vitest';
import { compareModel } from './compare-model.js';
import { referenceDefinitions } from './definitions.js';
import { hasReference, readExpected } from './expected.js';

describe.skipIf(!hasReference)('reference results (skipped without ../shared/testdata)', () => {
  it.each(Object.keys(referenceDefinitions))('%s finds what the reference found', async (file) => {
    const model = readExpected()[file]!;
    const network = await loadNetwork(referenceDefinitions[file]!, { intraOpThreads: 1 });
    try {
      expect(Object.keys(model.images).length).toBeGreaterThan(2);
      const problems = await compareModel(async (data) => {
        const stamp = { streamId: file, index: 0, ptsUs: 0 };
        const frame = decodeFrame({ stamp, codec: 'jpeg', data }, { maxPixels: 1e8 });
        const { meta } = await network.run(frame, {});
        return Object.values(meta)[0]!;
      }, model);
      expect(problems).toEqual([]);
    } finally {
      await network.release();
    }
  });
});
