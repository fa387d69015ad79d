/**
 * The vector of length 1 in the direction of another. All 0 if that has no direction: it is all 0, or holds values that are
 * infinite or no numbers.
 */
export function unitVector(values: Float32Array): Float32Array {
  // Scaled by the largest value first: squares of halves and of large logits would overflow or vanish.
  let largest = 0;
  for (const value of values) largest = value >= 0 || value < 0 ? Math.max(largest, Math.abs(value)) : NaN;
  const result = new Float32Array(values.length);
  if (!(largest > 0) || largest === Infinity) return result;
  let sum = 0;
  for (const value of values) sum += (value / largest) ** 2;
  const length = largest * Math.sqrt(sum);
  for (let i = 0; i < values.length; i++) result[i] = values[i]! / length;
  return result;
}
