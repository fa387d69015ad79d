/** Red, green, blue; 0..255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Outline of a box. */
export interface DrawRect {
  readonly op: 'rect';
  /** x1, y1, x2, y2 in source pixels. */
  readonly box: readonly [x1: number, y1: number, x2: number, y2: number];
  readonly color: Rgb;
  /** Source pixels, at least 1; drawn centred on the edge. */
  readonly lineWidth: number;
}

/** One line of text on a filled background. */
export interface DrawText {
  readonly op: 'text';
  readonly text: string;
  /** Left edge of the background, source pixels. */
  readonly x: number;
  /** Top edge of the background, source pixels; `anchor: 'bottom'` makes it the bottom edge. */
  readonly y: number;
  readonly anchor: 'top' | 'bottom';
  /** Height of the background, source pixels; the letters take about two thirds of it. */
  readonly height: number;
  readonly color: Rgb;
  readonly background: Rgb;
}

/** One thing to draw on a frame. */
export type DrawCommand = DrawRect | DrawText;

/** What to draw on a frame, in order; later commands cover earlier ones. */
export type DrawList = readonly DrawCommand[];
