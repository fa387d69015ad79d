/** How much of each pixel is covered. */
export interface Coverage {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** 0..255 per pixel, row by row. */
  readonly coverage: Uint8Array;
}

/** Where a picture comes to lie in a scaled one. */
export interface Placement {
  /** Left edge in target pixels. */
  readonly x: number;
  /** Top edge in target pixels. */
  readonly y: number;
  /** Target pixels per source pixel. */
  readonly scale: number;
}

/**
 * Scales by area: each target pixel gets the mean of what of the source lies in it, and nothing where there is no source. So
 * thin strokes keep their weight, however small they become.
 */
export function scaleCoverage(source: Coverage, place: Placement, width: number, height: number): Coverage {
  const columns = shares(source.width, place.x, place.scale, width);
  const rows = shares(source.height, place.y, place.scale, height);
  const coverage = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const [row, rowShare] of rows[y] ?? []) {
        for (const [column, share] of columns[x] ?? []) {
          sum += rowShare * share * (source.coverage[row * source.width + column] ?? 0);
        }
      }
      coverage[y * width + x] = Math.min(255, Math.round(sum));
    }
  }
  return { width, height, coverage };
}

/** Per target pixel of one axis: the source pixels in it, each with the share of the target pixel that it covers. */
function shares(
  sourceLength: number,
  offset: number,
  scale: number,
  length: number,
): readonly (readonly (readonly [index: number, share: number])[])[] {
  return Array.from({ length }, (_, target) => {
    const found: [number, number][] = [];
    const first = Math.max(0, Math.floor((target - offset) / scale));
    const last = Math.min(sourceLength - 1, Math.floor((target + 1 - offset) / scale));
    for (let index = first; index <= last; index++) {
      const from = Math.max(target, offset + index * scale);
      const to = Math.min(target + 1, offset + (index + 1) * scale);
      if (to > from) found.push([index, to - from]);
    }
    return found;
  });
}
