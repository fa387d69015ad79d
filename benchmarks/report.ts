/** Middle value; the mean of the two middle ones where there are two. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Value below which `percent` of the values lie, interpolated. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = ((sorted.length - 1) * percent) / 100;
  const low = sorted[Math.floor(position)] ?? NaN;
  const high = sorted[Math.ceil(position)] ?? NaN;
  return low + (high - low) * (position - Math.floor(position));
}

/** Milliseconds the median run takes. */
export function medianMs(run: () => unknown, runs = 100): number {
  for (let i = 0; i < runs / 4; i++) run();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return median(times);
}

/** A row of a Markdown table. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
