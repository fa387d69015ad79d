import { readFile } from 'node:fs/promises';
import type { ExpectedCode } from './samples.js';

/** The belt carries everything this far to the right from one frame to the next (networks/README.md). */
const pixelsPerFrame = 6.2;

interface Conveyor {
  readonly width: number;
  readonly frames: number;
  /** Every 25th frame's codes, by frame number. */
  readonly frame_truth: Readonly<Record<string, readonly ExpectedCode[]>>;
}

/** A code in a frame of the conveyor. */
export interface VisibleCode extends ExpectedCode {
  /** Part of it that is within the frame, 0..1. */
  readonly visible: number;
}

/** What is in each frame of samples/conveyor.mp4: every code is where the belt has carried it. */
export async function conveyorCodes(): Promise<{
  frames: number;
  codesAt: (frame: number) => VisibleCode[];
}> {
  const text = await readFile(new URL('../../../samples/expected.json', import.meta.url), 'utf8');
  const { width, frames, frame_truth } = (JSON.parse(text) as Record<'conveyor.mp4', Conveyor>)[
    'conveyor.mp4'
  ];
  const codes = new Map<string, ExpectedCode>();
  for (const [frame, seen] of Object.entries(frame_truth)) {
    for (const code of seen) {
      const atStart = moved(code, -Number(frame));
      codes.set(`${code.name} ${Math.round(atStart.box[0] / 8)} ${Math.round(atStart.box[1])}`, atStart);
    }
  }
  return {
    frames,
    codesAt: (frame) =>
      [...codes.values()]
        .map((code) => within(moved(code, frame), width))
        .filter(({ visible }) => visible > 0),
  };
}

function moved({ name, box: [x1, y1, x2, y2] }: ExpectedCode, frames: number): ExpectedCode {
  const by = frames * pixelsPerFrame;
  return { name, box: [x1 + by, y1, x2 + by, y2] };
}

function within({ name, box: [x1, y1, x2, y2] }: ExpectedCode, width: number): VisibleCode {
  const left = Math.max(0, x1);
  const right = Math.min(width, x2);
  return { name, box: [left, y1, right, y2], visible: Math.max(0, right - left) / (x2 - x1) };
}
