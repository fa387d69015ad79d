import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasReference, referenceFolder } from './expected.js';

const command = fileURLToPath(new URL('../../packages/cli/bin/farsight.js', import.meta.url));

type Figure = 'mAP50' | 'mAP50_95' | 'mAP50_single_label' | 'mAP50_95_single_label';

/** What `farsight eval` finds on the 50 annotated photographs. */
function evaluated(model: string, ...flags: readonly string[]): Record<string, number> {
  const truth = ['--annotations', `${referenceFolder}annotations/coco_val2017_50.json`];
  const images = ['--images', `${referenceFolder}images/coco_val2017`];
  const args = ['eval', `${referenceFolder}models/${model}`, ...images, ...truth, '--json', ...flags];
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const { metrics } = JSON.parse(stdout) as {
    metrics: { metric: string; figures: Record<string, number> }[];
  };
  return metrics.find(({ metric }) => metric === 'boxes')!.figures;
}

describe.skipIf(!hasReference)('mean average precision (skipped without reference results)', () => {
  // One grey level on all pictures moves int8 models by up to 0.016, float ones by 0.010: the reference's own figures.
  it.each([
    ['yolox_nano.onnx', '', 0.01],
    ['yolox_nano.onnx', '_single_label', 0.01],
    ['yolov8n_int8.onnx', '', 0.02],
  ] as const)(
    'of %s%s is that of the reference',
    (model, form, tolerance) => {
      const text = readFileSync(`${referenceFolder}expected.json`, 'utf8');
      const { models } = JSON.parse(text) as { models: Record<string, Record<Figure, number>> };
      const expected = models[model]!;
      const found = evaluated(model, ...(form === '' ? [] : ['--single-label']));
      expect(Math.abs(found.mAP50! - expected[`mAP50${form}`])).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(found.mAP50_95! - expected[`mAP50_95${form}`])).toBeLessThanOrEqual(tolerance);
    },
    120_000,
  );
});
