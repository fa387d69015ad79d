import type { Selection } from './box-chooser.js';
import type { ReadHead } from './yolo-readers.js';

/** `[4+C,N]`: read along its rows, as it lies; the transpose of 8400 x 84 alone would cost 3 ms. */
export function bestClassReader(): ReadHead {
  let best = new Float32Array(0);
  let bestClass = new Int32Array(0);
  return (output, { boxes, classes }, { threshold, multiLabel, wanted }, add) => {
    const values = output.read(0, boxes * (4 + classes));
    const addAt = (i: number, score: number, classId: number): void => {
      add(values[i]!, values[boxes + i]!, values[2 * boxes + i]!, values[3 * boxes + i]!, score, classId, i);
    };
    if (multiLabel) {
      readAllClasses(values, boxes, classes, { threshold, multiLabel, wanted }, addAt);
      return;
    }
    if (best.length < boxes) {
      best = new Float32Array(boxes);
      bestClass = new Int32Array(boxes);
    }
    best.fill(-Infinity);
    bestClasses(values, 4 * boxes, boxes, classes, threshold, best, bestClass);
    for (let i = 0; i < boxes; i++) {
      if (best[i]! > threshold && wanted(bestClass[i]!)) addAt(i, best[i]!, bestClass[i]!);
    }
  };
}

/**
 * The best score above the threshold, and its class, of every box: scores of class after class lie from `start` on. The pass
 * that costs most after the run: 672,000 scores. Nearly all are below the threshold: that is asked first.
 */
export function bestClasses(
  values: Float32Array,
  start: number,
  boxes: number,
  classes: number,
  threshold: number,
  best: Float32Array,
  bestClass: Int32Array,
): void {
  for (let c = 0; c < classes; c++) {
    const first = start + c * boxes;
    for (let i = 0; i < boxes; i++) {
      const score = values[first + i]!;
      if (score > threshold && score > best[i]!) {
        best[i] = score;
        bestClass[i] = c;
      }
    }
  }
}

/** In the order of the boxes, then of the classes: ties in suppression go by it. */
function readAllClasses(
  values: Float32Array,
  boxes: number,
  classes: number,
  { threshold, wanted }: Selection,
  addAt: (i: number, score: number, classId: number) => void,
): void {
  for (let i = 0; i < boxes; i++) {
    for (let c = 0, at = 4 * boxes + i; c < classes; c++, at += boxes) {
      const score = values[at]!;
      if (score > threshold && wanted(c)) addAt(i, score, c);
    }
  }
}
