import type { Picture } from './picture.js';
import type { PointMap } from './point-map.js';

const known = new WeakMap<PointMap, { readonly key: string; readonly indexes: Int32Array }>();

/**
 * For each pixel of the picture's bounds in the source frame, row by row, the pixel of the picture (row by row) that shows
 * it, nearest neighbour; -1 where none does. Kept as long as the picture's map, which pictures of one size share.
 */
export function sourceIndexes({ pixels, map, bounds }: Picture): Int32Array {
  const key = [pixels.width, pixels.height, bounds.left, bounds.top, bounds.width, bounds.height].join(' ');
  const found = map && known.get(map);
  if (found?.key === key) return found.indexes;
  const indexes = new Int32Array(bounds.width * bounds.height);
  const row = new Float64Array(2 * bounds.width);
  for (let y = 0, i = 0; y < bounds.height; y++) {
    for (let x = 0; x < bounds.width; x++) {
      row[2 * x] = bounds.left + x;
      row[2 * x + 1] = bounds.top + y;
    }
    map?.fromSource(row);
    for (let x = 0; x < bounds.width; x++, i++) {
      const column = Math.round(row[2 * x]!);
      const line = Math.round(row[2 * x + 1]!);
      const inside = column >= 0 && line >= 0 && column < pixels.width && line < pixels.height;
      indexes[i] = inside ? line * pixels.width + column : -1;
    }
  }
  if (map !== undefined) known.set(map, { key, indexes });
  return indexes;
}
