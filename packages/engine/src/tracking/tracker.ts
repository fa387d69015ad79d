/** Boxes of one frame, from a detector. Columnar: entry `i` of every array belongs to box `i`. */
export interface BoxesToTrack {
  readonly count: number;
  /** x1, y1, x2, y2 per box; source pixels. */
  readonly boxes: Float32Array;
  /** 0..1. */
  readonly scores: Float32Array;
  readonly classIds: Int32Array;
}

/** The tracks that were seen in one frame, oldest first. Columnar. */
export interface TrackedBoxes {
  readonly count: number;
  /** As the algorithm sees them (docs/trackers.md); x1, y1, x2, y2 per track; source pixels. */
  readonly boxes: Float32Array;
  /** From 1 on. */
  readonly trackIds: Int32Array;
  /** Which of the frame's boxes each track was seen as: it has the score and the class of that one. No box twice. */
  readonly sources: Int32Array;
  /** Ids of tracks that ended with this frame: they never come again (with `max_id`: as other tracks only). */
  readonly ended: readonly number[];
}

/**
 * Follows boxes from frame to frame. To be called once for every frame, in order, also for frames without boxes. Never
 * throws: boxes that are none (not finite, of no area) are not followed, and of more than 512 the best are.
 */
export interface Tracker {
  update(boxes: BoxesToTrack): TrackedBoxes;
}

/**
 * Boxes looked at per frame, and tracks at a time, lost ones included. With as many boxes that all overlap each other, as no
 * suppression leaves them, a frame takes up to 0.25 s.
 */
export const trackLimit = 512;
