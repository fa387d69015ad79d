/** Pixels of a mask that are set. `runs` are COCO's run lengths: see `Segments.masks`. */
export function maskArea(runs: Uint32Array): number {
  let area = 0;
  for (let i = 1; i < runs.length; i += 2) area += runs[i] ?? 0;
  return area;
}
