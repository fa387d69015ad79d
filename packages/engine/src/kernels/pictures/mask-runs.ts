import { RunLengths } from '../masks/run-lengths.js';

/** Masks as COCO's run lengths: column by column, runs of 0 and 1 by turns, the first of 0. */

/** Calls back for each run of ones. */
function eachRun(runs: Uint32Array, run: (start: number, length: number) => void): void {
  let at = 0;
  runs.forEach((length, i) => {
    if (i % 2 === 1 && length > 0) run(at, length);
    at += length;
  });
}

/** Where a mask lies in a larger one. */
export interface MaskPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A mask of `height` rows laid into a larger one of `width x height` of `place`, wholly inside, with zeros around it. */
export function shiftMask(runs: Uint32Array, height: number, place: MaskPlace): Uint32Array {
  const writer = new RunLengths();
  eachRun(runs, (start, length) => {
    for (let at = start, end = start + length; at < end;) {
      const x = Math.floor(at / height);
      const stop = Math.min(end, (x + 1) * height);
      const first = (x + place.left) * place.height + place.top + (at - x * height);
      writer.mark(first, first + stop - at);
      at = stop;
    }
  });
  return writer.finish(place.width * place.height);
}

/** The mask whose pixel `i` (row by row) is pixel `indexes[i]` (row by row) of another one; 0 where that is negative. */
export function pickMask(
  runs: Uint32Array,
  from: { readonly width: number; readonly height: number },
  indexes: Int32Array,
  to: { readonly width: number; readonly height: number },
): Uint32Array {
  const bits = new Uint8Array(from.width * from.height);
  eachRun(runs, (start, length) => bits.fill(1, start, start + length));
  const writer = new RunLengths();
  for (let x = 0, at = 0; x < to.width; x++) {
    for (let y = 0; y < to.height; y++, at++) {
      const index = indexes[y * to.width + x]!;
      if (index < 0) continue;
      const row = Math.floor(index / from.width);
      if (bits[(index - row * from.width) * from.height + row] === 1) writer.mark(at, at + 1);
    }
  }
  return writer.finish(to.width * to.height);
}
