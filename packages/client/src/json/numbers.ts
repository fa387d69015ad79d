import { shortestFloat32 } from './float32-text.js';

/** A number in JSON, which has none for NaN and infinity: they are null. */
export type NumberJson = number | null;

/** A float32 in its shortest form that is exact; null where it is no finite number. */
export function numberJson(value: number): NumberJson {
  return Number.isFinite(value) ? shortestFloat32(value) : null;
}

/** Every value of an array. */
export function numbersJson(values: Float32Array): NumberJson[] {
  return Array.from(values, numberJson);
}

/** The values in groups of `size`, such as 4 for boxes. */
export function groupsJson(values: Float32Array, size: number): NumberJson[][] {
  return groupsOf(numbersJson(values), size);
}

/** A list cut into pieces of `size`; what is left over is left out. */
export function groupsOf<T>(values: readonly T[], size: number): T[][] {
  const count = size > 0 ? Math.floor(values.length / size) : 0;
  return Array.from({ length: count }, (_, i) => values.slice(size * i, size * (i + 1)));
}
