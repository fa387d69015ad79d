/** The straight line through measurements that follow each other at equal distances. */
export interface Trend {
  /** Per measurement. */
  readonly slope: number;
  /** Of the slope. */
  readonly standardError: number;
}

/**
 * Least squares. The standard error allows for what measurements in a row have in common: as if there were fewer of them,
 * by the autocorrelation r of the residuals at lag 1, n(1 − r)/(1 + r) (a process of first order); r < 0 counts as 0.
 */
export function trendOf(values: readonly number[]): Trend {
  const n = values.length;
  const meanX = (n - 1) / 2;
  const meanY = sum(values) / n;
  const squares = sum(values.map((_, x) => (x - meanX) ** 2));
  const slope = sum(values.map((y, x) => (x - meanX) * (y - meanY))) / squares;
  const residuals = values.map((y, x) => y - meanY - slope * (x - meanX));
  const left = sum(residuals.map((e) => e * e));
  const r =
    left === 0 ? 0 : Math.max(0, sum(residuals.slice(1).map((e, i) => e * (residuals[i] ?? 0))) / left);
  return { slope, standardError: Math.sqrt((left / (n - 2) / squares) * ((1 + r) / (1 - r))) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
