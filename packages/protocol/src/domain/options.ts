/**
 * How a stream treats frames it cannot run at once. `lossless`: every frame is answered and a full queue holds the
 * sender back. `live`: the newest frame wins, and what is dropped is counted.
 */
export type Delivery = 'lossless' | 'live';

/** Values that override those of the network's file, for one stream or request. */
export interface RunOptions {
  /** Names of the tasks whose results are wanted; default: all. */
  readonly tasks?: readonly string[];
  /** Least score of a result, 0..1. */
  readonly scoreThreshold?: number;
  /** Boxes overlapping a better one by more than this are removed, 0..1. */
  readonly iouThreshold?: number;
  /** Most results per task, at least 1. */
  readonly maxResults?: number;
}
