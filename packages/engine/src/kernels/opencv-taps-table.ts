import { roundHalfEven } from './rounding.js';
import type { Span } from './span.js';

/** OpenCV's filters of more than two taps. */
export type TapsFilter = 'bicubic' | 'lanczos';

/** As many source columns (or rows) for each column (or row), the edge repeated; 11-bit weights that sum to 2048. */
export interface TapsTable {
  readonly taps: number;
  /** `taps` per column or row, already moved inside. */
  readonly source: Int32Array;
  /** `taps` per column or row. */
  readonly weights: Int16Array;
}

/** The tables of OpenCV's resize with INTER_CUBIC and INTER_LANCZOS4 on 8-bit pictures (resize.cpp). */
export function tapsTable(
  sourceSize: number,
  resizedSize: number,
  span: Span,
  filter: TapsFilter,
): TapsTable {
  const taps = filter === 'bicubic' ? 4 : 8;
  const scale = 1 / (resizedSize / sourceSize);
  const source = new Int32Array(taps * span.count);
  const weights = new Int16Array(taps * span.count);
  for (let i = 0; i < span.count; i++) {
    const position = Math.fround((span.skipped + i + 0.5) * scale - 0.5);
    const at = Math.floor(position);
    const part = Math.fround(position - at);
    const values = filter === 'bicubic' ? cubicWeights(part) : lanczos4Weights(part);
    for (let t = 0; t < taps; t++) {
      source[taps * i + t] = Math.min(sourceSize - 1, Math.max(0, at - taps / 2 + 1 + t));
      weights[taps * i + t] = roundHalfEven(values[t]! * 2048);
    }
  }
  return { taps, source, weights };
}

/** interpolateCubic: Keys' cubic with a = -0.75. */
function cubicWeights(x: number): number[] {
  const a = -0.75;
  const first = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a;
  const second = ((a + 2) * x - (a + 3)) * x * x + 1;
  const third = ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1;
  return [first, second, third, 1 - first - second - third];
}

/** interpolateLanczos4: eight taps, normalised. */
function lanczos4Weights(x: number): number[] {
  if (x < 1e-7) return [0, 0, 0, 1, 0, 0, 0, 0];
  const raw = Array.from({ length: 8 }, (_, t) => {
    const y = Math.PI * (x + 3 - t);
    return Math.abs(y) < 1e-6 ? 0.25 : (Math.sin(y) * Math.sin(y / 4)) / (y * y);
  });
  const sum = raw.reduce((a, b) => a + b);
  return raw.map((value) => value / sum);
}
