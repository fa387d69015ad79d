import { remoteStream } from '@farsight/client';
import { openSource } from '@farsight/media';
import type { EncodedFrame, Tracks } from '@farsight/protocol';
import { startServer, type FarsightServer } from '@farsight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceDefinitions } from './definitions.js';
import { hasReference, referenceFolder } from './expected.js';

/** One person walks through the picture, alone (SOURCES.md: in view in frames 70 to 190). */
const frames = { from: 60, to: 150 };

/** People and what they carry, followed. */
const definition = () => {
  const detector = referenceDefinitions['yolox_nano.onnx']!;
  const tasks = detector.tasks.map((task) => ({
    ...task,
    resultKind: 'tracks' as const,
    finish: [
      {
        op: 'tracker',
        algorithm: 'oc-sort',
        historyLength: 30,
        subtaskRuns: 10,
        parameters: { det_thresh: 0.4 },
      } as const,
    ],
  }));
  return { ...detector, name: 'followed', tasks };
};

async function readClip(): Promise<EncodedFrame[]> {
  const clip: EncodedFrame[] = [];
  await using source = await openSource(`${referenceFolder}videos/one-by-one-person-detection.mp4`, {
    wire: 'jpeg',
  });
  for await (const frame of source) {
    const { index } = frame.stamp;
    if (index >= frames.to) break;
    if (index >= frames.from) clip.push(frame);
  }
  return clip;
}

describe.skipIf(!hasReference)('tracks of a video, served (skipped without ../shared/testdata)', () => {
  let clip: EncodedFrame[];
  const servers: FarsightServer[] = [];

  beforeAll(async () => {
    clip = await readClip();
    for (const executors of [1, 2]) {
      const options = { port: 0, httpPort: false, logger: 'error', executors } as const;
      servers.push(await startServer({ ...options, networks: [definition()] }));
    }
  }, 60_000);
  afterAll(() => Promise.all(servers.map((server) => server.close())));

  /** The people of every frame, as id and box. */
  async function people(executors: number): Promise<string[][]> {
    const all: string[][] = [];
    for await (const { meta } of remoteStream(
      `127.0.0.1:${servers[executors - 1]!.port}`,
      clip,
      'followed',
    )) {
      const { kind, classIds, trackIds, boxes } = Object.values(meta)[0] as Tracks;
      expect(kind).toBe('tracks');
      const rows = Array.from(trackIds, (id, i) => `${id} at ${boxes.slice(4 * i, 4 * i + 4).join(' ')}`);
      all.push(rows.filter((_, i) => classIds[i] === 0));
    }
    return all;
  }

  it('has one id for the one person that is seen, the same with two executors and for two streams at once', async () => {
    const [one, two, beside] = await Promise.all([people(1), people(2), people(2)]);
    const idsOf = (all: string[][]): Set<string> => new Set(all.flat().map((row) => row.split(' ')[0]!));
    expect(one).toHaveLength(frames.to - frames.from);
    expect(one.filter((rows) => rows.length > 0).length).toBeGreaterThan(60);
    expect(one.every((rows) => rows.length <= 1)).toBe(true);
    expect(idsOf(one).size).toBe(1);
    expect(two).toEqual(one);
    expect(beside).toEqual(one);
  }, 60_000);
});
