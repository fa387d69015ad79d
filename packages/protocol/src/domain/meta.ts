/** Boxes with a class each. Columnar: entry `i` of every array belongs to box `i`. */
export interface Detections {
  readonly kind: 'detections';
  /** Number of boxes. */
  readonly count: number;
  /** x1, y1, x2, y2 per box; length `4 * count`; source pixels, origin top left, not rounded. */
  readonly boxes: Float32Array;
  /** Length `count`, 0..1, falling. */
  readonly scores: Float32Array;
  /** Length `count`; index into the task's labels. */
  readonly classIds: Int32Array;
}

/** Classes of the whole frame, best first. */
export interface Classifications {
  readonly kind: 'classifications';
  /** Number of classes reported. */
  readonly count: number;
  /** Length `count`; index into the task's labels. */
  readonly classIds: Int32Array;
  /** Length `count`; what the network gives: probabilities 0..1, unless its file says otherwise. */
  readonly scores: Float32Array;
}

/** What one task found in one frame. `kind` tells which. */
export type TaskResult = Detections | Classifications;

/** The kinds of results there are. */
export type ResultKind = TaskResult['kind'];

/** All results of one frame, by task name. */
export type Meta = Readonly<Record<string, TaskResult>>;

/** Milliseconds a frame spent in each step on the server. */
export interface Timings {
  /** From arrival until an executor took it. */
  readonly queueMs: number;
  readonly decodeMs: number;
  readonly preprocessMs: number;
  readonly runMs: number;
  readonly postprocessMs: number;
}

/** The answer to one frame. */
export interface FrameResult {
  /** Width of the source frame in pixels, upright (EXIF orientation applied). */
  readonly width: number;
  /** Height of the source frame in pixels, upright. */
  readonly height: number;
  readonly meta: Meta;
  readonly timings: Timings;
}
