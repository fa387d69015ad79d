import type { Detections, Keypoints, OrientedBoxes, Segments, Tracks } from '@farsight/protocol';
import { cornersOf } from '../oriented-corners.js';
import { marksOf, type Mark } from './marks.js';
import type { Box, Scene } from './scene.js';
import { skeletonFor } from './skeletons.js';

/** Share of the lines' width that bones and trails have. */
const thin = 0.75;
/** Radius of dots as a share of the box's shorter side, where that is less than the lines' width. */
const dotShare = 0.025;
const defaultMaskOpacity = 0.4;
const defaultPointThreshold = 0.3;

/** Boxes with their labels, worst first, and with what else their kind has: trails, points, masks. */
export function drawBoxes(
  scene: Scene,
  task: string,
  result: Detections | Tracks | Keypoints | Segments,
): void {
  for (const mark of marksOf(result, scene.labels[task], scene.style).reverse()) {
    const { index, color } = mark;
    const box = scene.withinFrame(result.boxes.subarray(4 * index, 4 * index + 4));
    if (box === undefined) continue;
    if (result.kind === 'segments') drawMask(scene, result, mark);
    if ('trackIds' in result) drawTrail(scene, task, result.trackIds, mark);
    scene.lines.push({ op: 'rect', box, color, lineWidth: scene.measures.lineWidth });
    if (result.kind === 'keypoints') drawPoints(scene, task, result, mark, box);
    addLabel(scene, task, mark, box);
  }
}

/** Turned boxes with their labels, worst first. */
export function drawOrientedBoxes(scene: Scene, task: string, result: OrientedBoxes): void {
  for (const mark of marksOf(result, scene.labels[task], scene.style).reverse()) {
    const points = Array.from(cornersOf(result.boxes, mark.index));
    const [xs, ys] = [points.filter((_, i) => i % 2 === 0), points.filter((_, i) => i % 2 === 1)];
    const box = scene.withinFrame([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
    if (box === undefined) continue;
    const { lineWidth } = scene.measures;
    scene.lines.push({ op: 'polyline', points, closed: true, color: mark.color, lineWidth });
    addLabel(scene, task, mark, box);
  }
}

function addLabel(scene: Scene, task: string, { index, text, color }: Mark, box: Box): void {
  const lines = [text, ...(scene.notes.get(task)?.get(index) ?? [])].filter((line) => line !== '');
  if (lines.length > 0) scene.boxLabels.push({ box, lines, color });
}

function drawMask(scene: Scene, { masks, width, height }: Segments, { index, color }: Mark): void {
  const runs = masks[index];
  const opacity = scene.style.maskOpacity ?? defaultMaskOpacity;
  if (runs !== undefined) scene.fills.push({ op: 'mask', runs, width, height, color, opacity });
}

function drawTrail(
  { style, lines, measures }: Scene,
  task: string,
  trackIds: Int32Array,
  { index, color }: Mark,
): void {
  const trackId = trackIds[index];
  const points = trackId === undefined ? [] : (style.trails?.pointsOf(task, trackId) ?? []);
  if (points.length < 4) return;
  lines.push({
    op: 'polyline',
    points,
    closed: false,
    color,
    lineWidth: Math.max(1, measures.lineWidth * thin),
  });
}

function drawPoints(
  { style, lines, dots, measures }: Scene,
  task: string,
  { keypoints, keypointsPerBox }: Keypoints,
  { index, color }: Mark,
  [x1, y1, x2, y2]: Box,
): void {
  const lineWidth = Math.max(1, measures.lineWidth * thin);
  const radius = Math.max(1, Math.min(measures.lineWidth, dotShare * Math.min(x2 - x1, y2 - y1)));
  const least = style.pointThreshold ?? defaultPointThreshold;
  const point = (place: number): readonly [number, number] | undefined => {
    const at = 3 * (keypointsPerBox * index + place);
    const [x = NaN, y = NaN, score = NaN] = place < keypointsPerBox ? keypoints.subarray(at, at + 3) : [];
    return score >= least && Number.isFinite(x + y) ? [x, y] : undefined;
  };
  for (const [from, to] of style.skeletons?.[task] ?? skeletonFor(keypointsPerBox)) {
    const [a, b] = [point(from), point(to)];
    if (a && b) lines.push({ op: 'polyline', points: [...a, ...b], closed: false, color, lineWidth });
  }
  for (let place = 0; place < keypointsPerBox; place++) {
    const at = point(place);
    if (at) dots.push({ op: 'dot', x: at[0], y: at[1], radius, color: [255, 255, 255] });
  }
}
