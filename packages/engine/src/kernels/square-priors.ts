/** How {@link squarePriors} lays its boxes out. */
export interface PriorLayout {
  /** Sides of the boxes in pixels of the input, per scale. */
  readonly minSizes: readonly (readonly number[])[];
  /** Pixels of the input per cell, of each scale. */
  readonly steps: readonly number[];
  /** Whether centres and sides are kept within 0 and the input's size. */
  readonly clip: boolean;
}

/**
 * Boxes that a face detector measures from, in the order of its outputs: scale by scale, row by row, cell by cell, size by
 * size. Centre x, centre y, width, height of each, in pixels of the input. Grids are rounded up, and a cell's box is at its
 * middle (Pytorch_Retinaface, PriorBox, which gives the same as fractions of the input).
 */
export function squarePriors(
  width: number,
  height: number,
  { minSizes, steps, clip }: PriorLayout,
): Float32Array {
  const priors = new Float32Array(4 * countPriors(width, height, minSizes, steps));
  const within = (value: number, size: number): number => (clip ? Math.min(Math.max(value, 0), size) : value);
  let at = 0;
  steps.forEach((step, scale) => {
    for (let y = 0; y < Math.ceil(height / step); y++) {
      for (let x = 0; x < Math.ceil(width / step); x++) {
        for (const side of minSizes[scale] ?? []) {
          priors[at++] = within((x + 0.5) * step, width);
          priors[at++] = within((y + 0.5) * step, height);
          priors[at++] = within(side, width);
          priors[at++] = within(side, height);
        }
      }
    }
  });
  return priors;
}

function countPriors(
  width: number,
  height: number,
  minSizes: PriorLayout['minSizes'],
  steps: readonly number[],
): number {
  return steps.reduce((sum, step, scale) => {
    const cells = Math.ceil(width / step) * Math.ceil(height / step);
    return sum + cells * (minSizes[scale]?.length ?? 0);
  }, 0);
}
