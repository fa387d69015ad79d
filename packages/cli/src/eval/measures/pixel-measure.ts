import { FarsightError, labelOf, type TaskResult } from '@farsight/client';
import type { PictureSize } from '../truth/object-truth.js';
import type { LabelMap } from '../truth/read-label-map.js';
import type { Measure, MetricReport } from './measure.js';

/** A picture and the file of its label map. */
export interface MappedFile {
  readonly file: string;
  readonly map: string;
}

/** Pixels whose truth is this belong to no class. */
const unlabelled = 255;

interface Pixels {
  /** That are of the class, by the truth. */
  truth: number;
  /** That the network takes for the class. */
  found: number;
  /** Both. */
  both: number;
}

/**
 * Measures maps by mean intersection over union: pixels of all pictures together, mean over the classes that are in the truth
 * or were found; pixels of value 255 in the truth do not count.
 */
export class PixelMeasure implements Measure {
  readonly files: readonly string[];
  readonly #truth: readonly MappedFile[];
  readonly #labels: readonly string[];
  readonly #read: (path: string) => Promise<LabelMap>;
  readonly #classes = new Map<number, Pixels>();

  constructor(
    truth: readonly MappedFile[],
    labels: readonly string[],
    read: (path: string) => Promise<LabelMap>,
  ) {
    this.files = truth.map(({ file }) => file);
    this.#truth = truth;
    this.#labels = labels;
    this.#read = read;
  }

  async add(picture: number, result: TaskResult | undefined, size: PictureSize | undefined): Promise<void> {
    const truth = this.#truth[picture];
    if (truth === undefined) return;
    const map = await this.#read(truth.map);
    if (size !== undefined && (map.width !== size.width || map.height !== size.height)) {
      throw new FarsightError(
        'INVALID_ARGUMENT',
        `Expected ${size.width}x${size.height} pixels for ${truth.map}, as its picture, but received ${map.width}x${map.height}.`,
      );
    }
    this.#count(map, result?.kind === 'semantic' ? result : undefined);
  }

  report(): readonly MetricReport[] {
    const rows = [...this.#classes.entries()].sort(([a], [b]) => a - b);
    const ious = rows.map(([, { truth, found, both }]) => both / (truth + found - both));
    const labelled = rows.reduce((sum, [, { truth }]) => sum + truth, 0);
    const right = rows.reduce((sum, [, { both }]) => sum + both, 0);
    const mIoU = ious.length === 0 ? null : ious.reduce((sum, iou) => sum + iou, 0) / ious.length;
    const classes = rows.map(([classId, { truth }], i) => ({
      label: labelOf(this.#labels, classId),
      figures: { pixels: truth, IoU: ious[i] ?? null },
    }));
    const accuracy = labelled === 0 ? null : right / labelled;
    return [{ metric: 'pixels', figures: { mIoU, pixelAccuracy: accuracy }, classes }];
  }

  #count(truth: LabelMap, result: Extract<TaskResult, { kind: 'semantic' }> | undefined): void {
    let at = 0;
    for (const [i, length] of (result?.lengths ?? [truth.classIds.length]).entries()) {
      const found = result?.classIds[i] ?? -1;
      const end = Math.min(at + length, truth.classIds.length);
      for (; at < end; at += 1) this.#countPixel(truth.classIds[at] ?? unlabelled, found);
    }
  }

  #countPixel(truth: number, found: number): void {
    if (truth === unlabelled) return;
    this.#of(truth).truth += 1;
    if (found >= 0) this.#of(found).found += 1;
    if (truth === found) this.#of(truth).both += 1;
  }

  #of(classId: number): Pixels {
    let pixels = this.#classes.get(classId);
    if (pixels === undefined) {
      pixels = { truth: 0, found: 0, both: 0 };
      this.#classes.set(classId, pixels);
    }
    return pixels;
  }
}
