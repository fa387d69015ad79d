import { readFileSync } from 'node:fs';
import type { TrackerStep } from '../../definition.js';

/** x1, y1, x2, y2 after an id. */
export type NamedBox = readonly [id: number, x1: number, y1: number, x2: number, y2: number];

/** One frame of a made-up sequence. */
export interface GoldenFrame {
  /** What a detector found: x1, y1, x2, y2, score. */
  readonly boxes: readonly (readonly [number, number, number, number, number])[];
  /** What there is. */
  readonly truth: readonly NamedBox[];
}

/** What a reference implementation made of a sequence. */
export interface GoldenRun extends Pick<TrackerStep, 'algorithm' | 'parameters'> {
  readonly sequence: string;
  /** By motmetrics. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly frames: readonly (readonly NamedBox[])[];
}

/** See packages/engine/goldens/tracking/make_tracking_goldens.py. */
export const goldens = JSON.parse(
  readFileSync(new URL('../../../goldens/tracking/tracking.json', import.meta.url), 'utf8'),
) as {
  readonly sequences: Readonly<Record<string, readonly GoldenFrame[]>>;
  readonly runs: readonly GoldenRun[];
};
