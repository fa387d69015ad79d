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

/** Straight lines from point to point, with round ends and corners. */
export interface DrawPolyline {
  readonly op: 'polyline';
  /** x, y by turns in source pixels; one point alone is a dot. */
  readonly points: readonly number[];
  /** Whether a line leads from the last point back to the first. */
  readonly closed: boolean;
  readonly color: Rgb;
  /** Source pixels, at least 1; drawn centred on the line. */
  readonly lineWidth: number;
}

/** A filled circle. */
export interface DrawDot {
  readonly op: 'dot';
  /** Its centre, source pixels. */
  readonly x: number;
  readonly y: number;
  /** Source pixels, at least 0.5. */
  readonly radius: number;
  readonly color: Rgb;
}

/** The pixels of a thing, tinted. */
export interface DrawMask {
  readonly op: 'mask';
  /** COCO's run lengths: see `Segments.masks`. */
  readonly runs: Uint32Array;
  /** Size of the mask in source pixels; its top left corner is that of the frame. */
  readonly width: number;
  readonly height: number;
  readonly color: Rgb;
  /** 0 (not seen) .. 1 (nothing of the frame is). */
  readonly opacity: number;
}

/** A colour for every pixel, mixed with the frame's own. */
export interface DrawMap {
  readonly op: 'map';
  /** Size of the map in cells. It covers the frame exactly, however large that is. */
  readonly width: number;
  readonly height: number;
  /** Row by row, length `width * height`: place of each cell's colour in `palette`; beyond its end the frame stays as it is. */
  readonly indexes: Uint8Array;
  /** At most 256 colours. */
  readonly palette: readonly Rgb[];
  /** 0 (not seen) .. 1 (nothing of the frame is). */
  readonly opacity: number;
}

/** One thing to draw on a frame. */
export type DrawCommand = DrawRect | DrawText | DrawPolyline | DrawDot | DrawMask | DrawMap;

/** What to draw on a frame, in order; later commands cover earlier ones. A command with a number that is NaN draws nothing. */
export type DrawList = readonly DrawCommand[];
