import type { Classifications } from '@farsight/protocol';

/** Class ids of the best entry: one of the whole frame, or one per region. The other entries are what it is not. */
export function bestClasses({ classIds, regions }: Classifications): number[] {
  if (regions === undefined) return Array.from(classIds.subarray(0, 1));
  const best = new Map<number, number>();
  regions.parents.forEach((parent, i) => {
    if (!best.has(parent)) best.set(parent, classIds[i] ?? 0);
  });
  return [...best.values()];
}
