import { noDrops } from '@farsight/protocol';
import { expect, it } from 'vitest';
import { fileName, resultLines } from './saving.js';
import type { ShownFrame } from './stage.js';

function frame(index: number, queue: number): ShownFrame {
  const boxes = Float32Array.of(1.5, 2, 3, 4);
  const found = { kind: 'detections', count: 1, boxes, scores: Float32Array.of(0.9) } as const;
  const meta = { codes: { ...found, classIds: Int32Array.of(0) } };
  const size = { width: 8, height: 6 };
  return {
    frame: { kind: 'frame', index, ptsUs: 40 * index, ...size, meta, drops: { ...noDrops, queue } },
    image: new Uint8Array(),
  };
}

it('writes what the command line writes, with the frames dropped since the line before', () => {
  const opening = { kind: 'opening', stream: 'belt', network: 'net', labels: { codes: ['qr'] } } as const;
  const lines = resultLines([frame(3, 5), frame(6, 7)], opening);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    {
      stream: 'belt',
      index: 3,
      ptsUs: 120,
      width: 8,
      height: 6,
      dropped: 0,
      meta: { codes: { kind: 'detections', boxes: [[1.5, 2, 3, 4]], scores: [0.9], labels: ['qr'] } },
    },
    { index: 6, dropped: 2, drops: { queue: 2 } },
  ]);
  expect(lines[0]?.endsWith('\n')).toBe(true);
});

it('makes names of files that every system takes', () => {
  expect(fileName('shelf 1/ü', '.png')).toBe('shelf-1-ü.png');
  expect(fileName('../..', '.ndjson')).toBe('farsight.ndjson');
});
