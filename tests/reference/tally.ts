import type { Detections, Keypoints, Segments } from '@farsight/protocol';
import type { DetectionComparison, FoundDetections } from './compare.js';

/** What came of all photographs of a model. */
export class Tally {
  readonly #problems: string[] = [];
  #expected = 0;
  #withinStrict = 0;

  add(image: string, { problems, expected, withinStrict }: DetectionComparison): void {
    this.#problems.push(...problems.map((text) => `${image}: ${text}`));
    this.#expected += expected;
    this.#withinStrict += withinStrict;
  }

  /** The problems, and one more if too few came within the strict figures. */
  problems(what: string, shareAtLeast: number): string[] {
    const share = this.#withinStrict / this.#expected;
    const isEnough = share >= shareAtLeast;
    return isEnough
      ? this.#problems
      : [...this.#problems, `only ${share.toFixed(3)} of the ${what} within the strict figures`];
  }
}

/** Boxes of a result as the reference lists them. */
export function rowsOf({
  count,
  boxes,
  scores,
  classIds,
}: Detections | Segments | Keypoints): FoundDetections {
  const rows = Array.from({ length: count }, (_, i) => [...boxes.subarray(4 * i, 4 * i + 4)]);
  return { boxes: rows, scores: [...scores], classIds: [...classIds] };
}
