import { FarsightError } from '@farsight/protocol';
import type { Geometry } from '../kernels/placement.js';

/** The columns or rows of a network's output map that show the frame, in cells. */
export interface MapPart {
  /** May be negative, and the end beyond the map, where the input shows a part of the frame alone. */
  readonly first: number;
  /** At least 1. */
  readonly count: number;
}

/** Where a frame lies in a map of its network's output, which covers the network's input whatever its own size. */
export function mapParts(
  { scaleX, scaleY, offsetX, offsetY, sourceWidth, sourceHeight }: Geometry,
  input: { readonly width: number; readonly height: number },
  map: { readonly width: number; readonly height: number },
): { readonly across: MapPart; readonly down: MapPart } {
  return {
    across: partOf(scaleX * sourceWidth, offsetX, map.width / input.width),
    down: partOf(scaleY * sourceHeight, offsetY, map.height / input.height),
  };
}

function partOf(size: number, offset: number, cellsPerPixel: number): MapPart {
  const first = Math.round(offset * cellsPerPixel);
  // Both ends are rounded, not the length: rounded lengths could reach a cell beyond the map.
  const end = Math.round((offset + Math.round(size)) * cellsPerPixel);
  return { first, count: Math.max(1, end - first) };
}

/** Error: INVALID_NETWORK if the part goes beyond a map of `size`: the frame was cropped. */
export function checkWhole({ first, count }: MapPart, size: number, op: string): void {
  if (first >= 0 && first + count <= size) return;
  throw new FarsightError(
    'INVALID_NETWORK',
    `Expected pre-processing that shows the whole frame for ${op}: letterbox, or resize to a width and height.`,
  );
}
