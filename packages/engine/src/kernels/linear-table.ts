import { roundHalfEven } from './rounding.js';
import type { Span } from './span.js';

/** Which two neighbours each column or row lies between, and how much of each: 11-bit weights that sum to 2048. */
export interface LinearTable {
  /** The first neighbour; for rows it may be -1 or the last row (see {@link linearTable}). */
  readonly source: Int32Array;
  /** Two per column or row. */
  readonly weights: Int16Array;
}

const one = 2048;

/**
 * The table of OpenCV's resize with INTER_LINEAR on 8-bit pictures (resize.cpp): positions in float32, weights rounded to
 * 11 bits. At the edges OpenCV moves columns inside, and lets rows keep their weights on a repeated edge row.
 */
export function linearTable(
  sourceSize: number,
  resizedSize: number,
  span: Span,
  edge: 'columns' | 'rows',
): LinearTable {
  const scale = 1 / (resizedSize / sourceSize);
  const source = new Int32Array(span.count);
  const weights = new Int16Array(2 * span.count);
  for (let i = 0; i < span.count; i++) {
    const position = Math.fround((span.skipped + i + 0.5) * scale - 0.5);
    let at = Math.floor(position);
    let part = Math.fround(position - at);
    if (edge === 'columns' && (at < 0 || at >= sourceSize - 1)) {
      at = at < 0 ? 0 : sourceSize - 1;
      part = 0;
    }
    source[i] = at;
    weights[2 * i] = roundHalfEven(Math.fround(1 - part) * one);
    weights[2 * i + 1] = roundHalfEven(part * one);
  }
  return { source, weights };
}
