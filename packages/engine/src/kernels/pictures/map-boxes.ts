import type { PointMap } from './point-map.js';

/** Size of the source frame in pixels. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** Points along each edge of a box: lines become curves where a lens's distortion comes back in. */
const perEdge = 8;

/**
 * Boxes (x1, y1, x2, y2) of a picture in pixels of the source frame: the rectangles around their edges there, clipped to
 * the frame.
 */
export function mapBoxes(boxes: Float32Array, map: PointMap, frame: FrameSize): Float32Array {
  const mapped = new Float32Array(boxes.length);
  const edges = new Float64Array(8 * perEdge);
  for (let i = 0; i < boxes.length; i += 4) {
    traceEdges(boxes, i, edges);
    map.toSource(edges);
    const { x1, y1, x2, y2 } = rectangleAround(edges);
    mapped[i] = Math.min(frame.width, Math.max(0, x1));
    mapped[i + 1] = Math.min(frame.height, Math.max(0, y1));
    mapped[i + 2] = Math.min(frame.width, Math.max(0, x2));
    mapped[i + 3] = Math.min(frame.height, Math.max(0, y2));
  }
  return mapped;
}

function traceEdges(boxes: Float32Array, at: number, points: Float64Array): void {
  const x1 = boxes[at]!;
  const y1 = boxes[at + 1]!;
  const x2 = boxes[at + 2]!;
  const y2 = boxes[at + 3]!;
  for (let k = 0; k < perEdge; k++) {
    const x = ((x2 - x1) * k) / perEdge;
    const y = ((y2 - y1) * k) / perEdge;
    points.set([x1 + x, y1, x2, y1 + y, x2 - x, y2, x1, y2 - y], 8 * k);
  }
}

function rectangleAround(points: Float64Array): { x1: number; y1: number; x2: number; y2: number } {
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    x1 = Math.min(x1, points[i]!);
    y1 = Math.min(y1, points[i + 1]!);
    x2 = Math.max(x2, points[i]!);
    y2 = Math.max(y2, points[i + 1]!);
  }
  return { x1, y1, x2, y2 };
}

/**
 * Turned boxes (centre, size, angle) of a picture in pixels of the source frame: the line through their middle along the
 * width gives width and angle there, the one along the height the height.
 */
export function mapTurnedBoxes(boxes: Float32Array, map: PointMap): Float32Array {
  const mapped = new Float32Array(boxes.length);
  const points = new Float64Array(10);
  for (let i = 0; i < boxes.length; i += 5) {
    const x = boxes[i]!;
    const y = boxes[i + 1]!;
    const alongX = (boxes[i + 2]! / 2) * Math.cos(boxes[i + 4]!);
    const alongY = (boxes[i + 2]! / 2) * Math.sin(boxes[i + 4]!);
    const acrossX = (-boxes[i + 3]! / 2) * Math.sin(boxes[i + 4]!);
    const acrossY = (boxes[i + 3]! / 2) * Math.cos(boxes[i + 4]!);
    points.set([x, y, x - alongX, y - alongY, x + alongX, y + alongY]);
    points.set([x - acrossX, y - acrossY, x + acrossX, y + acrossY], 6);
    map.toSource(points);
    const width = points[4]! - points[2]!;
    const rise = points[5]! - points[3]!;
    mapped[i] = points[0]!;
    mapped[i + 1] = points[1]!;
    mapped[i + 2] = Math.hypot(width, rise);
    mapped[i + 3] = Math.hypot(points[8]! - points[6]!, points[9]! - points[7]!);
    mapped[i + 4] = Math.atan2(rise, width);
  }
  return mapped;
}

/** Keypoints (x, y, score) of a picture in pixels of the source frame. */
export function mapKeypoints(keypoints: Float32Array, map: PointMap): Float32Array {
  const mapped = keypoints.slice();
  const points = new Float64Array((2 * keypoints.length) / 3);
  for (let i = 0, p = 0; p < points.length; i += 3, p += 2) {
    points[p] = keypoints[i]!;
    points[p + 1] = keypoints[i + 1]!;
  }
  map.toSource(points);
  for (let i = 0, p = 0; p < points.length; i += 3, p += 2) {
    mapped[i] = points[p]!;
    mapped[i + 1] = points[p + 1]!;
  }
  return mapped;
}
