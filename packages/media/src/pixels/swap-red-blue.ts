/** Turns RGB into BGR or back, in place, in a row of pixels of 3 or 4 bytes. */
export function swapRedBlue(row: Uint8Array, pixel: number): void {
  for (let at = 0; at + 2 < row.length; at += pixel) {
    const first = row[at]!;
    row[at] = row[at + 2]!;
    row[at + 2] = first;
  }
}
