/** Most entries that can be ranked: index and score share the 53 bits of a number. */
const indexLimit = 2 ** 21;

/**
 * Indexes of the first `count` scores, by falling score, equal scores by rising index; at most `limit` of them. Scores are
 * at least 0 and below infinity.
 *
 * Bits of floats from 0 on rise with their values, so a score and an index fit one number that sorts natively: 30,000
 * scores in 2 ms, where a comparing sort of indexes takes 8.
 */
export function rankByScore(scores: Float32Array, count: number, limit: number): Int32Array {
  if (count > indexLimit)
    throw new RangeError(`Expected at most ${indexLimit} scores but received ${count}.`);
  const keys = new Float64Array(count);
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, count);
  for (let i = 0; i < count; i++) keys[i] = (0x7fffffff - bits[i]!) * indexLimit + i;
  keys.sort();
  const ranked = new Int32Array(Math.min(count, limit));
  for (let i = 0; i < ranked.length; i++) ranked[i] = keys[i]! % indexLimit;
  return ranked;
}
