/**
 * Indexes of the `k` largest (or smallest) values, best first, equal values by rising index. Values that are not numbers
 * are left out.
 */
export function topK(values: Float32Array, k: number, largest = true): Int32Array {
  const best = new Int32Array(Math.min(k, values.length));
  const isBetter = largest
    ? (a: number, b: number): boolean => a > b
    : (a: number, b: number): boolean => a < b;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    if (count === best.length && !(count > 0 && isBetter(value, values[best[count - 1]!]!))) continue;
    if (count < best.length) count++;
    let place = count - 1;
    while (place > 0 && isBetter(value, values[best[place - 1]!]!)) {
      best[place] = best[place - 1]!;
      place--;
    }
    best[place] = i;
  }
  return best.subarray(0, count);
}
