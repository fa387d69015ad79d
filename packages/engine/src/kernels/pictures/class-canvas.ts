/** A class per pixel of a frame, put together from maps of its parts; -1 where none was laid. */
export class ClassCanvas {
  readonly #classes: Int32Array;
  readonly #width: number;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#classes = new Int32Array(width * height).fill(-1);
  }

  /** Lays a map of `rect`, row by row, over what is there; its -1 leaves that as it is. */
  lay(
    classes: Int32Array,
    rect: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  ): void {
    for (let y = 0, from = 0; y < rect.height; y++) {
      let to = (rect.top + y) * this.#width + rect.left;
      for (let x = 0; x < rect.width; x++, from++, to++) {
        if (classes[from]! >= 0) this.#classes[to] = classes[from]!;
      }
    }
  }

  /** Runs of equal classes, row by row. */
  runs(): { classIds: Int32Array; lengths: Int32Array } {
    const classIds: number[] = [];
    const ends: number[] = [];
    this.#classes.forEach((classId, i) => {
      if (i > 0 && classId === classIds.at(-1)) return;
      if (i > 0) ends.push(i);
      classIds.push(classId);
    });
    ends.push(this.#classes.length);
    const lengths = Int32Array.from(ends, (end, i) => end - (ends[i - 1] ?? 0));
    return { classIds: Int32Array.from(classIds), lengths };
  }
}

/** A class per pixel from runs of equal ones. */
export function expandRuns(classIds: Int32Array, lengths: Int32Array): Int32Array {
  const classes = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  classIds.forEach((classId, i) => {
    classes.fill(classId, at, at + lengths[i]!);
    at += lengths[i]!;
  });
  return classes;
}
