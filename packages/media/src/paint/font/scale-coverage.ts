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
  const { coverage } = source;
  const wide = new Float64Array(width * source.height);
  spread(source.width, place.x, place.scale, width, (from, to, share) => {
    for (let y = 0; y < source.height; y++) {
      const at = y * width + to;
      wide[at] = (wide[at] ?? 0) + share * (coverage[y * source.width + from] ?? 0);
    }
  });
  const scaled = new Float64Array(width * height);
  spread(source.height, place.y, place.scale, height, (from, to, share) => {
    for (let x = 0; x < width; x++) {
      const at = to * width + x;
      scaled[at] = (scaled[at] ?? 0) + share * (wide[from * width + x] ?? 0);
    }
  });
  return { width, height, coverage: Uint8Array.from(scaled, (value) => Math.min(255, Math.round(value))) };
}

/** Calls `add` for each source pixel of one axis and each target pixel it lies in, with the share that it covers of it. */
function spread(
  sourceLength: number,
  offset: number,
  scale: number,
  length: number,
  add: (from: number, to: number, share: number) => void,
): void {
  for (let from = 0; from < sourceLength; from++) {
    const [start, end] = [offset + from * scale, offset + (from + 1) * scale];
    for (let to = Math.max(0, Math.floor(start)); to < Math.min(length, end); to++) {
      const share = Math.min(to + 1, end) - Math.max(to, start);
      if (share > 0) add(from, to, share);
    }
  }
}
