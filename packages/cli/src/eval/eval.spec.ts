import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli } from '../run-cli.js';
import type { EvaluationReport } from './evaluation-report.js';

const samples = fileURLToPath(new URL('../../../../samples/', import.meta.url));
const annotations = join(samples, 'annotations.json');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-eval-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function evaluated(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((err += String(text))));
  const code = await runCli(['eval', 'codes-nano', '--executors', '1', ...args]);
  vi.restoreAllMocks();
  return { code, out, err };
}

function truthWith(change: (truth: { images: { file_name: string; width?: number }[] }) => void): string {
  const truth = JSON.parse(readFileSync(annotations, 'utf8')) as { images: { file_name: string }[] };
  change(truth);
  const path = join(folder, 'truth.json');
  writeFileSync(path, JSON.stringify(truth));
  return path;
}

describe('farsight eval', () => {
  it('measures the bundled network on the bundled photographs', async () => {
    const args = ['--images', samples, '--annotations', annotations];
    const { code, out } = await evaluated(...args, '--json');
    expect(code).toBe(0);
    const report = JSON.parse(out) as EvaluationReport;
    expect(report).toMatchObject({
      network: 'codes-nano',
      kind: 'detections',
      pictures: 2,
      failed: 0,
      notes: [],
    });
    expect(report.parameters).toEqual({
      confThreshold: 0.001,
      nmsIouThreshold: 0.65,
      nmsClassAgnostic: false,
      multiLabel: true,
      nmsTopK: 300,
    });
    const [boxes] = report.metrics;
    expect(boxes?.figures.mAP50).toBeGreaterThan(0.95);
    expect(boxes?.figures.mAP50_95).toBeGreaterThan(0.6);
    const truths = boxes?.classes.map(({ label, figures }) => [label, figures.truths]);
    expect(truths).toEqual([
      ['qr', 4],
      ['matrix', 4],
      ['barcode', 8],
      ['pdf417', 2],
      ['marker', 4],
    ]);
  });

  it('prints a table, with classes and other thresholds where asked', async () => {
    const flags = ['--per-class', '--conf', '0.4', '--single-label', '--max-images', '1'];
    const { code, out } = await evaluated('--images', samples, '--annotations', annotations, ...flags);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^codes-nano: detections on 1 picture, [\d.]+ per second\nScore above 0.4, the best class/,
    );
    expect(out).toMatch(/\nboxes\n {2}mAP50_95 +0\.\d{4}\n {2}mAP50 +[01]\.\d{4}\n/);
    expect(out).toMatch(/\n {2}class +truths +AP50_95 +AP50 +AR\n/);
    expect(out).toMatch(/\n {2}barcode +3 +/);
  });

  it('counts a broken picture as one where nothing was found, and says so', async () => {
    copyFileSync(join(samples, 'parcel.jpg'), join(folder, 'parcel.jpg'));
    writeFileSync(join(folder, 'shelf.jpg'), 'no image');
    const { code, out, err } = await evaluated('--images', folder, '--annotations', annotations, '--json');
    expect(code).toBe(0);
    expect(err).toMatch(/shelf\.jpg is not a JPEG/);
    const report = JSON.parse(out) as EvaluationReport;
    expect(report).toMatchObject({ pictures: 2, failed: 1 });
    expect(report.metrics[0]?.figures.AR100).toBeLessThan(0.6);
  });

  it.each([
    [
      'missing pictures',
      (): string => truthWith(({ images }) => (images[1]!.file_name = 'gone.jpg')),
      /has 1 of the 2 pictures.*missing: gone\.jpg/,
    ],
    [
      'pictures of another size',
      (): string => truthWith(({ images }) => (images[0]!.width = 99)),
      /Expected 99x720 pixels for parcel\.jpg.*received 1280x720/,
    ],
    [
      'no annotations',
      (): string => join(folder, 'nothing.json'),
      /Expected a file or folder but received .*nothing\.json/,
    ],
  ])('refuses %s', async (_, truth, message) => {
    const { code, out, err } = await evaluated('--images', samples, '--annotations', truth());
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
  });

  it('has annotations of the samples that agree with what is expected there', () => {
    const truth = JSON.parse(readFileSync(annotations, 'utf8')) as {
      annotations: { image_id: number; category_id: number; bbox: number[] }[];
      images: { id: number; file_name: string }[];
      categories: { id: number; name: string }[];
    };
    const expected = JSON.parse(readFileSync(join(samples, 'expected.json'), 'utf8')) as Record<
      string,
      { boxes: { name: string; box: number[] }[] }
    >;
    for (const { id, file_name } of truth.images) {
      const here = truth.annotations.filter(({ image_id }) => image_id === id);
      const boxes = expected[file_name]!.boxes;
      expect(here).toHaveLength(boxes.length);
      here.forEach(({ category_id, bbox: [x = 0, y = 0, w = 0, h = 0] }, i) => {
        expect(truth.categories.find((one) => one.id === category_id)?.name).toBe(boxes[i]!.name);
        [x, y, x + w, y + h].forEach((value, j) => expect(value).toBeCloseTo(boxes[i]!.box[j]!, 6));
      });
    }
  });
});
