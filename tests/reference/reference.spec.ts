import { readFileSync } from 'node:fs';
import type { LoadedNetwork } from '@farsight/engine';
import { loadNetwork } from '@farsight/engine';
import { decodeFrame } from '@farsight/media';
import type { Classifications, Detections, TaskResult } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { compareClasses, compareDetections } from './compare.js';
import { referenceDefinitions, referenceThreshold } from './definitions.js';
import type { ExpectedModel } from './expected.js';
import { hasReference, readExpected, referenceFolder } from './expected.js';

/** What the network finds on a photograph. */
async function resultOn(network: LoadedNetwork, image: string): Promise<TaskResult> {
  const data = readFileSync(referenceFolder + image);
  const stamp = { streamId: image, index: 0, ptsUs: 0 };
  const frame = decodeFrame({ stamp, codec: 'jpeg', data }, { maxPixels: 1e8 });
  const { meta } = await network.run(frame, {});
  return Object.values(meta)[0]!;
}

/** Problems on all photographs of a model. */
async function compareModel(network: LoadedNetwork, model: ExpectedModel): Promise<string[]> {
  const problems: string[] = [];
  if (model.task === 'classification') {
    for (const [image, expected] of Object.entries(model.images)) {
      const found = (await resultOn(network, image)) as Classifications;
      const classes = { classIds: [...found.classIds], scores: [...found.scores] };
      problems.push(...compareClasses(classes, expected, model.tolerance).map((text) => `${image}: ${text}`));
    }
    return problems;
  }
  let total = 0;
  let strict = 0;
  for (const [image, expected] of Object.entries(model.images)) {
    const found = rowsOf((await resultOn(network, image)) as Detections);
    const comparison = compareDetections(found, expected, model.tolerance, referenceThreshold);
    problems.push(...comparison.problems.map((text) => `${image}: ${text}`));
    total += comparison.expected;
    strict += comparison.withinStrict;
  }
  const share = strict / total;
  const { shareAtLeast } = model.tolerance.strict;
  if (share < shareAtLeast) problems.push(`only ${share.toFixed(3)} within the strict figures`);
  return problems;
}

function rowsOf({ count, boxes, scores, classIds }: Detections): {
  boxes: number[][];
  scores: number[];
  classIds: number[];
} {
  const rows = Array.from({ length: count }, (_, i) => [...boxes.subarray(4 * i, 4 * i + 4)]);
  return { boxes: rows, scores: [...scores], classIds: [...classIds] };
}

const files = Object.keys(referenceDefinitions);

describe.skipIf(!hasReference)('reference results (skipped without ../shared/testdata)', () => {
  it.each(files)('%s finds what the reference found', async (file) => {
    const model = readExpected()[file]!;
    const network = await loadNetwork(referenceDefinitions[file]!, { intraOpThreads: 1 });
    try {
      expect(Object.keys(model.images).length).toBeGreaterThan(3);
      expect(await compareModel(network, model)).toEqual([]);
    } finally {
      await network.release();
    }
  });
});
