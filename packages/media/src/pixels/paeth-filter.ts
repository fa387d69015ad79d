/**
 * The Paeth filter of PNG (section 9.4): each byte less its prediction, which is whichever of the bytes left, above and
 * above left is nearest to left + above - above left.
 *
 * @param pixel bytes of a pixel: how far away "left" is.
 */
export function filterRow(row: Uint8Array, above: Uint8Array, pixel: number, to: Uint8Array): void {
  for (let i = 0; i < row.length; i++) {
    const left = i < pixel ? 0 : row[i - pixel]!;
    const corner = i < pixel ? 0 : above[i - pixel]!;
    const up = above[i]!;
    const toLeft = Math.abs(up - corner);
    const toUp = Math.abs(left - corner);
    const toCorner = Math.abs(left + up - 2 * corner);
    const prediction = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    to[i] = row[i]! - prediction;
  }
}
