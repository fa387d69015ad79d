/** Values in 16 bits each: level 0 stands for `min`, 65535 for `max`. */
export interface DepthLevels {
  readonly levels: Uint16Array;
  /** 0, as `max`, where no value is a number. */
  readonly min: number;
  readonly max: number;
}

const highest = 65_535;

/** Spreads values over 16 bits, between the least and the greatest. Those that are no number, or endless, become the least. */
export function depthToLevels(values: Float32Array): DepthLevels {
  const { min, max } = rangeOf(values);
  const factor = max > min ? highest / (max - min) : 0;
  const levels = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const level = ((values[i] ?? 0) - min) * factor;
    levels[i] = Number.isFinite(level) ? Math.round(level) : 0;
  }
  return { levels, min, max };
}

/** The values again, each within half a step of what it was. */
export function depthFromLevels({ levels, min, max }: DepthLevels): Float32Array {
  const step = (max - min) / highest;
  const values = new Float32Array(levels.length);
  for (let i = 0; i < values.length; i++) values[i] = min + step * (levels[i] ?? 0);
  return values;
}

function rangeOf(values: Float32Array): { min: number; max: number } {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? { min: 0, max: 0 } : { min, max };
}
