import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noDrops, type PixelFrame, type StreamItem } from '@farsight/client';
import { openSource } from '@farsight/media';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Received } from './receiver.js';
import { numberedFiles, oneFileIfPossible, type SegmentFiles } from './segment-files.js';
import { Segments } from './segments.js';
import { VideoOutput } from './video-output.js';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-video-output-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Shot {
  readonly ptsUs: number;
  readonly width?: number;
  readonly fails?: boolean;
}

function picture(width: number): PixelFrame {
  const data = new Uint8Array(3 * width * 48).fill(99);
  const layout = { width, height: 48, format: 'rgb24', strideBytes: 3 * width } as const;
  return { ...layout, data, [Symbol.dispose]: () => undefined };
}

/** Records shots as `farsight run` does, results aside. */
async function record(files: SegmentFiles, shots: readonly Shot[], seconds?: number): Promise<VideoOutput> {
  const output = await VideoOutput.open(files, []);
  const segments = new Segments(seconds);
  for (const [index, { ptsUs, width = 64, fails = false }] of shots.entries()) {
    const stamp = { streamId: 'made up', index, ptsUs };
    const segment = fails ? segments.current : segments.next(ptsUs, { width, height: 48 });
    const item = { stamp } as StreamItem;
    const painted = fails ? undefined : picture(width);
    const received: Received = { item, painted, segment, fps: 0, latencyMs: 0, drops: noDrops };
    await output.receive(received);
  }
  await output.close();
  return output;
}

/** Times of the frames in a file, and its width. */
async function read(name: string): Promise<{ times: number[]; width: number | undefined }> {
  await using source = await openSource(at(name));
  const times: number[] = [];
  for await (const { stamp } of source) times.push(stamp.ptsUs);
  return { times, width: source.width };
}

const shots = (...timesUs: readonly number[]): Shot[] => timesUs.map((ptsUs) => ({ ptsUs }));

function expectTimes(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  // A tick of the file's clock is 11 us.
  found.forEach((us, i) => expect(Math.abs(us - expected[i]!)).toBeLessThanOrEqual(6));
}

describe('VideoOutput', () => {
  it('keeps the times of a live stream: uneven, with dropped and failed frames and a gap', async () => {
    const times = [7_000_000, 7_033_000, 7_100_000, 7_133_000, 22_500_000, 22_533_000];
    const all = [...shots(...times), { ptsUs: 23_000_000, fails: true }, { ptsUs: 23_100_000 }];
    const output = await record(oneFileIfPossible(at('live.mp4')), all);
    const expected = [0, 33_000, 100_000, 133_000, 15_500_000, 15_533_000, 16_100_000];
    expectTimes((await read('live.mp4')).times, expected);
    expect(output.report()).toEqual([`Written: ${at('live.mp4')}`]);
  });

  it('writes segments that each play alone, from 0, and together hold every frame', async () => {
    const times = Array.from({ length: 60 }, (_, i) => 70_000 * i + (i % 3) * 9_000);
    const output = await record(numberedFiles(at('parts.mp4')), shots(...times), 1.5);
    const starts = [0, 1_500_000, 3_000_000].map((us) => times.findIndex((time) => time >= us));
    for (const [i, start] of starts.entries()) {
      const part = times.slice(start, starts[i + 1]);
      const { times: found } = await read(`parts-00${i}.mp4`);
      expectTimes(
        found,
        part.map((us) => us - part[0]!),
      );
    }
    expect(output.report()).toEqual([`Written: ${at('parts-000.mp4')} to ${at('parts-002.mp4')} (3 files)`]);
    expect(existsSync(at('parts-003.mp4'))).toBe(false);
  });

  it('goes on in another file where the picture changes its size', async () => {
    const all = [0, 1, 2, 3, 4, 5].map((i) => ({ ptsUs: 40_000 * i, width: i < 3 ? 64 : 96 }));
    await record(oneFileIfPossible(at('sizes.mp4')), all);
    expect(await read('sizes.mp4')).toEqual({ times: [0, 40_000, 80_000], width: 64 });
    expect(await read('sizes-001.mp4')).toEqual({ times: [0, 40_000, 80_000], width: 96 });
  });

  it('leaves nothing where no frame had a picture', async () => {
    const output = await record(oneFileIfPossible(at('none.mp4')), [{ ptsUs: 0, fails: true }]);
    expect(existsSync(at('none.mp4'))).toBe(false);
    expect(output.report()).toEqual([]);
  });
});
