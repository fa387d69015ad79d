import type { Span } from './span.js';

/** A filter that Pillow resizes with. */
export type PillowFilter = 'bilinear' | 'bicubic' | 'lanczos';

/** Weights of a resampling pass: a window of source columns (or rows) for each column (or row) of the result. */
export interface FilterTable {
  /** First source column of each window. */
  readonly source: Int32Array;
  /** Columns per window, the same for all, even: windows that need fewer have weights 0. */
  readonly taps: number;
  /** `taps` weights per window, 22 bits after the point. */
  readonly weights: Int32Array;
}

/** Bits after the point of a weight: PRECISION_BITS of Pillow's Resample.c, 32 - 8 - 2. */
const precisionBits = 22;

const filters: Readonly<Record<PillowFilter, { support: number; weight(x: number): number }>> = {
  bilinear: { support: 1, weight: triangle },
  bicubic: { support: 2, weight: keysCubic },
  lanczos: { support: 3, weight: lanczos3 },
};

/**
 * Weights as `precompute_coeffs` and `normalize_coeffs_8bpc` of Pillow's Resample.c: the filter is widened by the scale
 * when shrinking. Sums run in the same order, so that they round alike.
 */
export function pillowTable(
  sourceSize: number,
  resizedSize: number,
  span: Span,
  filter: PillowFilter,
): FilterTable {
  const scale = sourceSize / resizedSize;
  const filterScale = Math.max(1, scale);
  const support = filters[filter].support * filterScale;
  const taps = evenAtLeast(Math.min(sourceSize, Math.ceil(support) * 2 + 1));
  const source = new Int32Array(span.count);
  const weights = new Int32Array(taps * span.count);
  for (let i = 0; i < span.count; i++) {
    const center = (span.skipped + i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(sourceSize, Math.trunc(center + support + 0.5));
    const values = windowWeights(filter, first, end, center, 1 / filterScale);
    // Windows at the far edge begin earlier, so that none reaches past the last column.
    const start = Math.max(0, Math.min(first, sourceSize - taps));
    source[i] = start;
    weights.set(values.map(fixedPoint), taps * i + first - start);
  }
  return { source, taps, weights };
}

function windowWeights(
  filter: PillowFilter,
  first: number,
  end: number,
  center: number,
  inverseScale: number,
): number[] {
  const values: number[] = [];
  let sum = 0;
  for (let x = first; x < end; x++) {
    const value = filters[filter].weight((x - center + 0.5) * inverseScale);
    values.push(value);
    sum += value;
  }
  return sum === 0 ? values : values.map((value) => value / sum);
}

function fixedPoint(value: number): number {
  const scaled = value * (1 << precisionBits);
  return Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

function evenAtLeast(count: number): number {
  return count + (count % 2);
}

function triangle(x: number): number {
  return Math.max(0, 1 - Math.abs(x));
}

/** Keys' cubic with a = -0.5. */
function keysCubic(x: number): number {
  const a = -0.5;
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
}

function lanczos3(x: number): number {
  return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}
