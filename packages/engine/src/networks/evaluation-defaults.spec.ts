import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import type { DecodeStep } from '../definition.js';
import { evaluationDefaults } from './evaluation-defaults.js';
import { resolveNetwork } from './resolve-network.js';

const measured = { confThreshold: 0.001, nmsIouThreshold: 0.65, multiLabel: true, nmsTopK: 300 };
const codes = fileURLToPath(new URL('../../../../networks/codes-nano.onnx', import.meta.url));

describe('evaluationDefaults', () => {
  it('leaves steps without thresholds as they are', () => {
    const step: DecodeStep = { op: 'topk', k: 5, largest: true, sorted: true, softmax: false };
    expect(evaluationDefaults(step)).toEqual(step);
  });

  it('are those of a bare .onnx file where accuracy is measured, and only there', async () => {
    const decodeOf = async (evaluation?: boolean): Promise<DecodeStep | undefined> => {
      const options = evaluation === undefined ? {} : { evaluation };
      return (await resolveNetwork(codes, { folders: [], ...options })).tasks[0]?.decode;
    };
    const served = await decodeOf();
    expect(served).toMatchObject({ confThreshold: 0.25, multiLabel: false });
    expect(await decodeOf(false)).toEqual(served);
    expect(await decodeOf(true)).toEqual({ ...served, ...measured });
  });
});
