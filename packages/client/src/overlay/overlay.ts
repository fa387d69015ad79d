import type {
  Classifications,
  Detections,
  DrawCommand,
  DrawList,
  DrawRect,
  DrawText,
  Meta,
  Rgb,
} from '@farsight/protocol';
import { labelOf, type LabelsByTask } from '../labels.js';
import { classColor, readableOn } from './palette.js';
import {
  estimatedTextWidth,
  measuresFor,
  type FrameSize,
  type Measures,
  type OverlayStyle,
} from './style.js';

type Box = DrawRect['box'];

/** One result to draw. */
interface Mark {
  readonly index: number;
  readonly text: string;
  readonly color: Rgb;
}

/**
 * Results -> what to draw on the frame. Boxes get an outline and a label above them (inside where there is no room),
 * classifications are listed in the top left corner; the best results are drawn last, on top. Pure: the same everywhere.
 *
 * @param labels - class names by task, such as `StreamInfo.labels`
 * @param size - of the frame the meta belongs to
 */
export function overlay(
  meta: Meta,
  labels: LabelsByTask,
  size: FrameSize,
  style: OverlayStyle = {},
): DrawList {
  const measures = measuresFor(size, style.scale ?? 1);
  const rects: DrawCommand[] = [];
  const texts: DrawCommand[] = [];
  let listed = 0;
  for (const [task, result] of Object.entries(meta)) {
    if (result.kind !== 'detections' && result.kind !== 'classifications') continue;
    const marks = marksOf(result, labels[task], style);
    if (result.kind === 'detections') {
      for (const mark of marks.reverse()) drawBox(result, mark, size, measures, rects, texts);
    } else {
      for (const mark of marks) if (mark.text !== '') texts.push(listText(mark, listed++, measures));
    }
  }
  return [...rects, ...texts];
}

/** The results that the style lets through, best first. */
function marksOf(
  { count, scores, classIds }: Detections | Classifications,
  labels: readonly string[] | undefined,
  style: OverlayStyle,
): Mark[] {
  const marks: Mark[] = [];
  for (let index = 0; index < count; index++) {
    const score = scores[index] ?? 0;
    const classId = classIds[index] ?? 0;
    const label = labelOf(labels, classId);
    if (score < (style.scoreThreshold ?? 0)) continue;
    if (style.classes !== undefined && !style.classes.includes(label) && !style.classes.includes(classId))
      continue;
    const color = style.color === undefined || style.color === 'class' ? classColor(classId) : style.color;
    marks.push({ index, text: textFor(label, score, style), color });
  }
  return marks;
}

function textFor(label: string, score: number, { hideLabels, hideScores }: OverlayStyle): string {
  const parts = [hideLabels === true ? '' : label, hideScores === true ? '' : score.toFixed(2)];
  return parts.filter((part) => part !== '').join(' ');
}

function drawBox(
  { boxes }: Detections,
  { index, text, color }: Mark,
  size: FrameSize,
  measures: Measures,
  rects: DrawCommand[],
  texts: DrawCommand[],
): void {
  const box = withinFrame(boxes.subarray(4 * index, 4 * index + 4), size);
  if (box === undefined) return;
  rects.push({ op: 'rect', box, color, lineWidth: measures.lineWidth });
  if (text !== '') texts.push(boxLabel(text, box, color, size, measures));
}

/** The part of a box that is on the frame; undefined if there is none. */
function withinFrame(xyxy: Float32Array, { width, height }: FrameSize): Box | undefined {
  const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = xyxy;
  const box: Box = [Math.max(0, x1), Math.max(0, y1), Math.min(width, x2), Math.min(height, y2)];
  return box[0] < box[2] && box[1] < box[3] ? box : undefined;
}

function boxLabel(
  text: string,
  [x1, y1]: Box,
  background: Rgb,
  size: FrameSize,
  { lineWidth, textHeight: height }: Measures,
): DrawText {
  const rightmost = Math.max(0, size.width - estimatedTextWidth(text, height));
  const x = Math.min(Math.max(0, x1 - lineWidth / 2), rightmost);
  const color = readableOn(background);
  const above = y1 - lineWidth / 2;
  if (above >= height) return { op: 'text', text, x, y: above, anchor: 'bottom', height, color, background };
  const y = Math.min(y1, Math.max(0, size.height - height));
  return { op: 'text', text, x, y, anchor: 'top', height, color, background };
}

function listText(
  { text, color: background }: Mark,
  line: number,
  { textHeight: height }: Measures,
): DrawText {
  const margin = height / 2;
  const y = margin + line * height;
  return { op: 'text', text, x: margin, y, anchor: 'top', height, color: readableOn(background), background };
}
