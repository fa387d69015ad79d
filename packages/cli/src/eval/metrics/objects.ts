/** Left, top, width, height in source pixels. */
export type Box = readonly [x: number, y: number, width: number, height: number];

/** Something a network found on a picture. */
export interface FoundObject {
  readonly classId: number;
  readonly score: number;
  readonly box: Box;
  /** Square pixels: of the box, the mask, or the box around the keypoints, whichever is compared. */
  readonly area: number;
  /** COCO's run lengths of the whole picture, where masks are compared. */
  readonly mask?: Uint32Array;
  /** x, y, score by turns, where keypoints are compared. */
  readonly keypoints?: ArrayLike<number>;
}

/** Something that is on a picture. */
export interface TrueObject {
  /** Index into the network's labels. */
  readonly classId: number;
  readonly box: Box;
  /** Square pixels: what the annotations say. */
  readonly area: number;
  /** A region with many objects of the class, not told apart. */
  readonly crowd: boolean;
  /** COCO's run lengths of the whole picture, where masks are annotated. */
  readonly mask?: Uint32Array;
  /** x, y, visibility (0: not labelled) by turns, where keypoints are annotated. */
  readonly keypoints?: readonly number[];
}

/** How much of two objects is the same, 0..1. */
export type Overlap = (found: FoundObject, truth: TrueObject) => number;
