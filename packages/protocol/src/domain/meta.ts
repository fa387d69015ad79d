/**
 * Where the entries of a result were found, if its task ran on the boxes of an earlier one rather than on the whole frame
 * (a cascade). Coordinates are source pixels all the same.
 */
export interface Regions {
  /** Name of the earlier task. */
  readonly of: string;
  /** Length `count`: entry `i` belongs to box `parents[i]` of that task's result. */
  readonly parents: Int32Array;
}

/** Boxes with a class each. Columnar: entry `i` of every array belongs to box `i`. */
interface BoxColumns {
  /** Number of boxes. */
  readonly count: number;
  /** x1, y1, x2, y2 per box; length `4 * count`; source pixels, origin top left, not rounded. */
  readonly boxes: Float32Array;
  /** Length `count`, 0..1, falling (within each region, if there are regions). */
  readonly scores: Float32Array;
  /** Length `count`; index into the task's labels. */
  readonly classIds: Int32Array;
  /** Present in cascades only. */
  readonly regions?: Regions;
}

/** Boxes with a class each. */
export interface Detections extends BoxColumns {
  readonly kind: 'detections';
}

/** Boxes that keep their identity from frame to frame. In the order of the tracker, not by score. */
export interface Tracks extends BoxColumns {
  readonly kind: 'tracks';
  /** Length `count`; from 1 on, each used once in a stream. */
  readonly trackIds: Int32Array;
}

/** Boxes with points: joints of a body, landmarks of a face. */
export interface Keypoints extends BoxColumns {
  readonly kind: 'keypoints';
  /** Points of each box, the same for all, such as 17. */
  readonly keypointsPerBox: number;
  /**
   * x, y, score per point; length `3 * keypointsPerBox * count`; x and y in source pixels, score 0..1 (1 where the network
   * gives none).
   */
  readonly keypoints: Float32Array;
  /** Length `count`, where a tracker followed: see {@link Tracks}. */
  readonly trackIds?: Int32Array;
}

/** Boxes with the pixels that belong to them. */
export interface Segments extends BoxColumns {
  readonly kind: 'segments';
  /** Width of the masks in pixels: that of the source frame. */
  readonly width: number;
  /** Height of the masks in pixels: that of the source frame. */
  readonly height: number;
  /**
   * One per box: COCO's run lengths of a mask of the whole frame. Column by column from the left, each from the top; lengths
   * of runs of 0 and 1 by turns, the first (which may be 0 long) of 0; their sum is `width * height`.
   */
  readonly masks: readonly Uint32Array[];
  /** Length `count`, where a tracker followed: see {@link Tracks}. */
  readonly trackIds?: Int32Array;
}

/** Turned boxes with a class each. */
export interface OrientedBoxes {
  readonly kind: 'oriented-boxes';
  /** Number of boxes. */
  readonly count: number;
  /**
   * Centre x, centre y, width, height, angle per box; length `5 * count`; source pixels, and radians from the x axis towards
   * the y axis (clockwise on the screen) by which the width is turned.
   */
  readonly boxes: Float32Array;
  /** Length `count`, 0..1, falling. */
  readonly scores: Float32Array;
  /** Length `count`; index into the task's labels. */
  readonly classIds: Int32Array;
  /** Present in cascades only. */
  readonly regions?: Regions;
}

/** Classes of the whole frame, or of each region, best first. */
export interface Classifications {
  readonly kind: 'classifications';
  /** Number of classes reported. */
  readonly count: number;
  /** Length `count`; index into the task's labels. */
  readonly classIds: Int32Array;
  /** Length `count`; what the network gives: probabilities 0..1, unless its file says otherwise. */
  readonly scores: Float32Array;
  /** Present in cascades only: a region has as many entries as classes were reported for it. */
  readonly regions?: Regions;
}

/** A class for every pixel. */
export interface SemanticMap {
  readonly kind: 'semantic';
  /** Size of the map in pixels: that of the source frame. */
  readonly width: number;
  readonly height: number;
  /** Class of each run of equal pixels, row by row; index into the task's labels, -1 where the map does not reach. */
  readonly classIds: Int32Array;
  /** Pixels of each run, as long as `classIds`; their sum is `width * height`. */
  readonly lengths: Int32Array;
}

/** A distance for every pixel. */
export interface DepthMap {
  readonly kind: 'depth';
  /** Size of the map in values. It covers the source frame exactly, however large that is. */
  readonly width: number;
  readonly height: number;
  /** Row by row; length `width * height`; what the network gives: metres, or a relative distance or its inverse. */
  readonly values: Float32Array;
}

/** Vectors that tell whether two things are the same one: faces, people. */
export interface Embeddings {
  readonly kind: 'embeddings';
  /** Number of vectors: 1, or one per region. */
  readonly count: number;
  /** Values per vector. */
  readonly size: number;
  /** Length `size * count`; each vector has length 1. */
  readonly vectors: Float32Array;
  /** Present in cascades only. */
  readonly regions?: Regions;
}

/** Lines of text that were read. */
export interface Texts {
  readonly kind: 'text';
  /** Number of lines: 1, or one per region. */
  readonly count: number;
  /** Length `count`; may be empty strings. */
  readonly texts: readonly string[];
  /** Length `count`, 0..1: the mean probability of the characters; 0 for an empty text. */
  readonly scores: Float32Array;
  /** Present in cascades only. */
  readonly regions?: Regions;
}

/** What one task found in one frame. `kind` tells which. */
export type TaskResult =
  | Detections
  | Classifications
  | Tracks
  | Keypoints
  | Segments
  | OrientedBoxes
  | SemanticMap
  | DepthMap
  | Embeddings
  | Texts;

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
