/**
 * Softmax: shifted by the largest value first, so that no exponential overflows. Values that are not numbers count nothing
 * for the others and stay what they are.
 */
export function softmax(values: Float32Array): Float32Array {
  let most = -Infinity;
  for (const value of values) if (value > most) most = value;
  // An infinite logit takes everything; with several, they share it.
  const shifted = (value: number): number =>
    most === Infinity ? Number(value === Infinity) : Math.exp(value - most);
  const result = new Float32Array(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = shifted(values[i]!);
    const share = Number.isNaN(weight) ? 0 : weight;
    result[i] = Number.isNaN(values[i]) ? NaN : share;
    sum += share;
  }
  if (sum > 0) for (let i = 0; i < result.length; i++) result[i] = result[i]! / sum;
  return result;
}

/** Whether values are probabilities of classes already: each within 0..1, and 1 in all (halves round by up to 0.01). */
export function areProbabilities(values: Float32Array): boolean {
  let sum = 0;
  for (const value of values) {
    if (!(value >= 0 && value <= 1)) return false;
    sum += value;
  }
  return Math.abs(sum - 1) <= 0.01;
}
