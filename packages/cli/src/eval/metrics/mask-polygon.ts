import type { MaskRuns } from './mask-runs.js';

/** Edges are walked on a grid this much finer than pixels. */
const scale = 5;

/** A place on that grid. */
type Place = readonly [x: number, y: number];

/**
 * Run lengths of a polygon's inside, pixel by pixel as pycocotools draws it (`rleFrPoly`): edges are walked on a grid of a
 * fifth of a pixel, and a column changes between outside and inside where an edge crosses its middle.
 *
 * @param corners - x and y by turns, in pixels
 */
export function polygonMask(corners: readonly number[], width: number, height: number): MaskRuns {
  const changes = crossings(outline(corners), width, height).sort((a, b) => a - b);
  changes.push(width * height);
  const lengths = changes.map((change, i) => change - (changes[i - 1] ?? 0));
  const runs: number[] = [lengths[0] ?? 0];
  for (let i = 1; i < lengths.length; i += 1) {
    const length = lengths[i] ?? 0;
    if (length > 0) runs.push(length);
    // Two changes at one place are none: what comes next goes on with the run before.
    else runs.push((runs.pop() ?? 0) + (lengths[++i] ?? 0));
  }
  return Uint32Array.from(runs);
}

/** Every place of the fine grid along the edges, in order. */
function outline(corners: readonly number[]): Place[] {
  const places: Place[] = [];
  for (let i = 0; i + 1 < corners.length; i += 2) {
    places.push([toGrid(corners[i] ?? 0), toGrid(corners[i + 1] ?? 0)]);
  }
  return places.flatMap((from, i) => edge(from, places[(i + 1) % places.length] ?? from));
}

function toGrid(pixels: number): number {
  return Math.trunc(scale * pixels + 0.5);
}

/** Both ends and what lies between, a step of the longer side each; rounded alike in both directions. */
function edge(from: Place, to: Place): Place[] {
  const [dx, dy] = [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
  const isWide = dx >= dy;
  const [along, across] = isWide ? ([0, 1] as const) : ([1, 0] as const);
  const isBackward = from[along] > to[along];
  const [low, high] = isBackward ? [to, from] : [from, to];
  const steps = isWide ? dx : dy;
  const slope = steps === 0 ? 0 : (high[across] - low[across]) / steps;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const t = isBackward ? steps - step : step;
    const a = low[along] + t;
    const b = Math.trunc(low[across] + slope * t + 0.5);
    return isWide ? [a, b] : [b, a];
  });
}

/** Where columns change, as places in the mask column by column. */
function crossings(outlinePlaces: readonly Place[], width: number, height: number): number[] {
  const changes: number[] = [];
  for (let i = 1; i < outlinePlaces.length; i += 1) {
    const [x = 0, y = 0] = outlinePlaces[i] ?? [];
    const [beforeX = 0, beforeY = 0] = outlinePlaces[i - 1] ?? [];
    if (x === beforeX) continue;
    const column = toPixel(x < beforeX ? x : x - 1);
    if (!Number.isInteger(column) || column < 0 || column > width - 1) continue;
    const row = Math.ceil(Math.min(Math.max(toPixel(Math.min(y, beforeY)), 0), height));
    changes.push(column * height + row);
  }
  return changes;
}

function toPixel(grid: number): number {
  return (grid + 0.5) / scale - 0.5;
}
