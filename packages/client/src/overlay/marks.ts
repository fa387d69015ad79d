import type { Rgb } from '@farsight/protocol';
import { labelOf, type LabelsByTask } from '../labels.js';
import { classColor } from './palette.js';
import type { OverlayStyle } from './style.js';

/** Results with classes, and perhaps tracks. */
export interface Classified {
  readonly count: number;
  readonly scores: Float32Array;
  readonly classIds: Int32Array;
  readonly trackIds?: Int32Array;
}

/** One result to draw. */
export interface Mark {
  readonly index: number;
  /** Name, track and score, as far as the style wants them; may be empty. */
  readonly text: string;
  readonly color: Rgb;
}

/** The results that the style lets through, in their order: best first. */
export function marksOf(
  { count, scores, classIds, trackIds }: Classified,
  labels: LabelsByTask[string] | undefined,
  style: OverlayStyle,
): Mark[] {
  const marks: Mark[] = [];
  for (let index = 0; index < count; index++) {
    const score = scores[index] ?? 0;
    const classId = classIds[index] ?? 0;
    const trackId = trackIds?.[index];
    if (score < (style.scoreThreshold ?? 0) || !isWanted(classId, labels, style)) continue;
    const name = trackId === undefined ? labelOf(labels, classId) : `${labelOf(labels, classId)} #${trackId}`;
    marks.push({ index, text: textOf(name, score, style), color: colorOf(trackId ?? classId, style) });
  }
  return marks;
}

/** Whether the style wants results of this class. */
export function isWanted(
  classId: number,
  labels: LabelsByTask[string] | undefined,
  { classes }: OverlayStyle,
): boolean {
  return classes === undefined || classes.includes(classId) || classes.includes(labelOf(labels, classId));
}

/** `name 0.91`, as far as the style wants it. */
export function textOf(name: string, score: number, { hideLabels, hideScores }: OverlayStyle): string {
  const parts = [hideLabels === true ? '' : name, hideScores === true ? '' : score.toFixed(2)];
  return parts.filter((part) => part !== '').join(' ');
}

/** The colour of a class or a track. */
export function colorOf(id: number, { color = 'class' }: OverlayStyle): Rgb {
  return color === 'class' ? classColor(id) : color;
}
