/** Columns or rows of the input that the resized picture covers: half-open, never empty. */
export interface Span {
  /** First column or row of the input that is covered. */
  readonly first: number;
  /** How many are covered, at least 1. */
  readonly count: number;
  /** Column or row of the whole resized picture that lies at `first`. */
  readonly skipped: number;
}

/** The part of a resized picture of `size`, laid at `offset`, that a side of `inputSize` shows. */
export function visibleSpan(size: number, offset: number, inputSize: number): Span {
  const first = Math.max(0, offset);
  const end = Math.min(inputSize, offset + size);
  return { first, count: end - first, skipped: first - offset };
}

/** Column or row of the source that nearest neighbour takes, for each one of a span. */
export type NearestTable = Int32Array;

/** OpenCV's INTER_NEAREST: `floor(x * source / resized)`. */
export function nearestTable(sourceSize: number, resizedSize: number, span: Span): NearestTable {
  const scale = 1 / (resizedSize / sourceSize);
  return Int32Array.from({ length: span.count }, (_, i) =>
    Math.min(sourceSize - 1, Math.floor((span.skipped + i) * scale)),
  );
}

/** Pillow's NEAREST: centre of the pixel, found by repeated addition (ImagingScaleAffine in Geometry.c). */
export function nearestCenterTable(sourceSize: number, resizedSize: number, span: Span): NearestTable {
  const scale = sourceSize / resizedSize;
  const table = new Int32Array(span.count);
  let position = scale * 0.5;
  for (let i = 0; i < span.skipped + span.count; i++, position += scale) {
    if (i >= span.skipped) table[i - span.skipped] = Math.min(sourceSize - 1, Math.floor(position));
  }
  return table;
}
