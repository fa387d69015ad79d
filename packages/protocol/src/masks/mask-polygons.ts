import { ContourTracer } from './contour-tracer.js';
import { forEachColumnSpan } from './mask-bitmap.js';
import { maskBounds } from './mask-bounds.js';

/**
 * The outlines of a mask as COCO writes them: a list of polygons, each x, y by turns, in source pixels. They run along the
 * pixels' edges, so that they hold exactly the pixels that are set: their corners are whole numbers, 0..width and 0..height.
 *
 * Each part of the mask is one polygon, parts that touch at a corner are two; the mask is all of them together. COCO's
 * polygons have no holes: where the mask has one, its outline is part of the polygon around it, joined by a cut of no width.
 *
 * @param runs - COCO's run lengths: see `Segments.masks`
 */
export function maskPolygons(runs: Uint32Array, width: number, height: number): number[][] {
  const bounds = maskBounds(runs, width, height);
  if (bounds === undefined) return [];
  const { x1, y1, x2, y2 } = bounds;
  const cropWidth = x2 - x1;
  const bitmap = new Uint8Array(cropWidth * (y2 - y1));
  forEachColumnSpan(runs, width, height, (x, top, bottom) => {
    for (let y = top - y1; y < bottom - y1; y++) bitmap[y * cropWidth + x - x1] = 1;
  });
  const polygons = new ContourTracer(bitmap, cropWidth, y2 - y1).trace();
  return polygons.map((points) => points.map((value, i) => value + (i % 2 === 0 ? x1 : y1)));
}
