import type { TaskResult } from '@farsight/client';
import type { Figures } from '../metrics/summarise-precision.js';
import type { PictureSize } from '../truth/object-truth.js';

/** What can be measured. */
export const metricNames = ['boxes', 'masks', 'keypoints', 'classes', 'pixels', 'text'] as const;

/** See {@link metricNames}. */
export type MetricName = (typeof metricNames)[number];

/** Figures of one class, by name. */
export interface ClassRow {
  readonly label: string;
  readonly figures: Figures;
}

/** What one metric says of a network. */
export interface MetricReport {
  readonly metric: MetricName;
  readonly figures: Figures;
  /** Classes of the truth; empty where there are none. */
  readonly classes: readonly ClassRow[];
}

/** Takes results picture by picture and says how right they were. */
export interface Measure {
  /** Names of the pictures' files, relative to the folder of images, in the order of {@link add}'s index. */
  readonly files: readonly string[];
  /**
   * @param picture - index into {@link files}
   * @param result - what the measured task found; undefined where the picture failed, which counts as nothing found
   * @param size - of the picture; undefined where it failed and nobody knows
   */
  add(picture: number, result: TaskResult | undefined, size: PictureSize | undefined): void | Promise<void>;
  report(): readonly MetricReport[];
}
