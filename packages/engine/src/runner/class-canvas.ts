import { RunList } from '../decoders/run-list.js';
import type { PixelRect } from '../kernels/pictures/crop-frame.js';

/** A class per pixel of a frame, put together from maps of its parts; -1 where none was laid. */
export class ClassCanvas {
  readonly #classes: Int32Array;
  readonly #width: number;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#classes = new Int32Array(width * height).fill(-1);
  }

  /** Lays a map of `rect`, row by row, over what is there; its -1 leaves that as it is. */
  lay(classes: Int32Array, { left, top, width, height }: PixelRect): void {
    for (let y = 0; y < height; y++) {
      const row = classes.subarray(y * width, (y + 1) * width);
      const under = this.#classes.subarray((top + y) * this.#width + left);
      row.forEach((classId, x) => {
        if (classId >= 0) under[x] = classId;
      });
    }
  }

  /** Runs of equal classes, row by row. */
  runs(): { classIds: Int32Array; lengths: Int32Array } {
    const runs = new RunList();
    this.#classes.forEach((classId) => runs.add(classId, 1));
    const { values, lengths } = runs.copy();
    return { classIds: values, lengths };
  }
}

/** A class per pixel from runs of equal ones. */
export function expandRuns(classIds: Int32Array, lengths: Int32Array): Int32Array {
  const classes = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  lengths.forEach((length, i) => {
    classes.fill(classIds[i] ?? -1, at, at + length);
    at += length;
  });
  return classes;
}
