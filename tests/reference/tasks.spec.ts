import { stillFrame } from '@farsight/client';
import { loadNetwork } from '@farsight/engine';
import { decodeFrame } from '@farsight/media';
import { describe, expect, it } from 'vitest';
import { compareTask } from './compare-task.js';
import { readTask, taskFiles } from './expected-tasks.js';
import { hasReference } from './expected.js';
import { cocoCategories, taskDefinition } from './task-definitions.js';

describe.skipIf(!hasReference)(
  'reference results of other tasks (skipped without ../shared/testdata)',
  () => {
    it.each(taskFiles)('%s finds what the reference found', { timeout: 60_000 }, async (file) => {
      expect(Object.keys(readTask(file).images).length).toBeGreaterThan(0);
      const network = await loadNetwork(taskDefinition(file), { intraOpThreads: 1 });
      try {
        const problems = await compareTask(async (data) => {
          const { meta } = await network.run(decodeFrame(stillFrame(data), { maxPixels: 1e8 }), {});
          return Object.values(meta)[0]!;
        }, file);
        expect(problems).toEqual([]);
      } finally {
        await network.release();
      }
    });

    it("has TensorFlow's names of the SSD's classes", () => {
      for (const { classIds, labels } of Object.values(readTask('ssd_mobilenet_v1_075_coco.onnx').images)) {
        expect(classIds.map((id) => cocoCategories[id])).toEqual(labels);
      }
    });
  },
);
