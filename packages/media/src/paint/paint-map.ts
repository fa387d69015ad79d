import type { DrawMap, PixelFrame } from '@farsight/protocol';
import { mixTable, type MixTable } from './mix.js';

/** Mixes each pixel with the colour of the cell it lies in. */
export function paintMap(pixels: PixelFrame, map: DrawMap): void {
  if (map.width < 1 || map.height < 1) return;
  const tables = map.palette.map((color) => mixTable(color, map.opacity));
  const columns = Int32Array.from({ length: pixels.width }, (_, x) => cellOf(x, pixels.width, map.width));
  for (let y = 0; y < pixels.height; y++) {
    const cells = map.indexes.subarray(cellOf(y, pixels.height, map.height) * map.width);
    paintRow(pixels.data, y * pixels.strideBytes, cells, columns, tables);
  }
}

/** The cell that a pixel's centre lies in, where both cover the same length. */
function cellOf(pixel: number, pixels: number, cells: number): number {
  return Math.floor(((pixel + 0.5) * cells) / pixels);
}

function paintRow(
  data: Uint8Array,
  start: number,
  cells: Uint8Array,
  columns: Int32Array,
  tables: readonly (MixTable | undefined)[],
): void {
  let at = start;
  for (const column of columns) {
    const table = tables[cells[column] ?? -1];
    if (table !== undefined) {
      data[at] = table[0][data[at] ?? 0] ?? 0;
      data[at + 1] = table[1][data[at + 1] ?? 0] ?? 0;
      data[at + 2] = table[2][data[at + 2] ?? 0] ?? 0;
    }
    at += 3;
  }
}
