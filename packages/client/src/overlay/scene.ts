import type { DrawCommand, DrawList, DrawRect, Meta, Rgb } from '@farsight/protocol';
import type { LabelsByTask } from '../labels.js';
import { placeLabels } from './label-layout.js';
import { notesOf, type Notes } from './notes.js';
import { measuresFor, type FrameSize, type Measures, type OverlayStyle } from './style.js';

/** x1, y1, x2, y2 in source pixels. */
export type Box = DrawRect['box'];

/** Lines of text that belong to a box. */
export interface BoxLabel {
  readonly box: Box;
  readonly lines: readonly string[];
  readonly color: Rgb;
}

/** A line of the list in the corner. */
export interface ListLine {
  readonly text: string;
  readonly color: Rgb;
}

/** One frame while it is drawn: what goes below, what above, and what is to be labelled. */
export class Scene {
  readonly size: FrameSize;
  readonly style: OverlayStyle;
  readonly labels: LabelsByTask;
  readonly measures: Measures;
  readonly notes: Notes;
  /** Maps and masks, below everything else. */
  readonly fills: DrawCommand[] = [];
  /** Outlines, bones, trails. */
  readonly lines: DrawCommand[] = [];
  readonly dots: DrawCommand[] = [];
  readonly boxLabels: BoxLabel[] = [];
  readonly list: ListLine[] = [];

  constructor(meta: Meta, labels: LabelsByTask, size: FrameSize, style: OverlayStyle) {
    this.size = size;
    this.style = style;
    this.labels = labels;
    this.measures = measuresFor(size, style.scale ?? 1);
    this.notes = notesOf(meta, labels, style);
  }

  /** The part of a box that is on the frame; undefined if there is none. */
  withinFrame(xyxy: ArrayLike<number>): Box | undefined {
    const { width, height } = this.size;
    const [x1, y1, x2, y2] = [xyxy[0] ?? NaN, xyxy[1] ?? NaN, xyxy[2] ?? NaN, xyxy[3] ?? NaN];
    const box: Box = [Math.max(0, x1), Math.max(0, y1), Math.min(width, x2), Math.min(height, y2)];
    return box[0] < box[2] && box[1] < box[3] ? box : undefined;
  }

  /** Everything, in the order in which it covers each other. */
  commands(): DrawList {
    const texts = placeLabels(this.boxLabels, this.list, this.size, this.measures);
    return [...this.fills, ...this.lines, ...this.dots, ...texts];
  }
}
