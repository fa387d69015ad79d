/** The tables of ITU-T T.81 annex K.1, row by row: luminance, chrominance. */
// prettier-ignore
const standardSteps: readonly (readonly number[])[] = [
  [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
  ],
  [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  ],
];

/**
 * Quantisation steps of luma and chroma, 64 each, row by row: the standard ones scaled by the quality as libjpeg does
 * (jcparam.c, jpeg_quality_scaling): 50 leaves them as they are, 100 makes all of them 1.
 *
 * @param quality 1..100.
 */
export function quantisationSteps(quality: number): Uint16Array[] {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return standardSteps.map((steps) =>
    Uint16Array.from(steps, (step) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100)))),
  );
}
