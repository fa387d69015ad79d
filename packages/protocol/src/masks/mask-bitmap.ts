/**
 * A mask as pixels: row by row, 1 where it is set, else 0.
 *
 * @param runs - COCO's run lengths: see `Segments.masks`. What they say beyond the last pixel is left out.
 */
export function maskToBitmap(runs: Uint32Array, width: number, height: number): Uint8Array {
  const bitmap = new Uint8Array(width * height);
  forEachColumnSpan(runs, width, height, (x, top, bottom) => {
    for (let at = top * width + x; at < bottom * width; at += width) bitmap[at] = 1;
  });
  return bitmap;
}

/** Pixels, row by row, anything but 0 set -> COCO's run lengths. The other way round: {@link maskToBitmap}. */
export function maskFromBitmap(bitmap: Uint8Array, width: number, height: number): Uint32Array {
  const runs: number[] = [];
  let [set, length] = [false, 0];
  for (let x = 0; x < width; x++) {
    for (let at = x; at < width * height; at += width) {
      if ((bitmap[at] !== 0) !== set) {
        runs.push(length);
        [set, length] = [!set, 0];
      }
      length++;
    }
  }
  runs.push(length);
  return Uint32Array.from(runs);
}

/** Calls `visit` for each piece of a column that is set: rows `top` up to, but without, `bottom`. Columns from the left. */
export function forEachColumnSpan(
  runs: Uint32Array,
  width: number,
  height: number,
  visit: (x: number, top: number, bottom: number) => void,
): void {
  const pixels = width * height;
  let start = 0;
  for (let i = 0; i < runs.length && start < pixels; i++) {
    const end = Math.min(pixels, start + (runs[i] ?? 0));
    if (i % 2 === 1) visitColumns(start, end, height, visit);
    start = end;
  }
}

/** A run goes on at the top of the next column. */
function visitColumns(
  start: number,
  end: number,
  height: number,
  visit: (x: number, top: number, bottom: number) => void,
): void {
  for (let from = start; from < end;) {
    const x = Math.floor(from / height);
    const to = Math.min(end, (x + 1) * height);
    visit(x, from - x * height, to - x * height);
    from = to;
  }
}
