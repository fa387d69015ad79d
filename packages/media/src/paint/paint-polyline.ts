import type { DrawPolyline, PixelFrame, Rgb } from '@farsight/protocol';
import { paintDot } from './paint-dot.js';
import { far, fillConvex, near, widen, widenByCircle, type Span } from './spans.js';

/** Fills the pixels whose centre is no further than half the width from a line. A line to or from a point that is NaN is left out. */
export function paintPolyline(pixels: PixelFrame, command: DrawPolyline): void {
  const { points, closed, color } = command;
  if (Number.isNaN(command.lineWidth)) return;
  const radius = Math.min(far, Math.max(1, command.lineWidth)) / 2;
  const count = Math.floor(points.length / 2);
  const at = (index: number): number => points[index] ?? NaN;
  if (count === 1) paintDot(pixels, { op: 'dot', x: at(0), y: at(1), radius, color });
  for (let i = closed && count > 2 ? 0 : 1; i < count; i++) {
    const before = (i + count - 1) % count;
    paintLine(pixels, [at(2 * before), at(2 * before + 1), at(2 * i), at(2 * i + 1)], radius, color);
  }
}

type Ends = readonly [x1: number, y1: number, x2: number, y2: number];

function paintLine(pixels: PixelFrame, ends: Ends, radius: number, color: Rgb): void {
  if (ends.some(Number.isNaN)) return;
  const [x1, y1, x2, y2] = ends.map(near) as unknown as Ends;
  const length = Math.hypot(x2 - x1, y2 - y1);
  // From the line to its edge, at right angles.
  const [acrossX, acrossY] =
    length > 0 ? [(-(y2 - y1) / length) * radius, ((x2 - x1) / length) * radius] : [0, 0];
  const edges: readonly Ends[] = [
    [x1 + acrossX, y1 + acrossY, x2 + acrossX, y2 + acrossY],
    [x1 - acrossX, y1 - acrossY, x2 - acrossX, y2 - acrossY],
    [x1 + acrossX, y1 + acrossY, x1 - acrossX, y1 - acrossY],
    [x2 + acrossX, y2 + acrossY, x2 - acrossX, y2 - acrossY],
  ];
  const rows = { from: Math.min(y1, y2) - radius, to: Math.max(y1, y2) + radius };
  const stretch = (y: number, span: Span): void => {
    span.from = Infinity;
    span.to = -Infinity;
    widenByCircle(span, y, x1, y1, radius);
    widenByCircle(span, y, x2, y2, radius);
    for (const edge of edges) widenByEdge(span, y, edge);
  };
  fillConvex(pixels, rows, stretch, color);
}

/** Makes the span reach to where an edge crosses the row. */
function widenByEdge(span: Span, y: number, [x1, y1, x2, y2]: Ends): void {
  if (y1 > y === y2 > y) return;
  const x = x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
  widen(span, x, x);
}
