/** Identity of a frame within everything a server handles. */
export interface Stamp {
  /** Name of the stream the frame belongs to. */
  readonly streamId: string;
  /** 0, 1, 2 … in the order of the source. A gap means frames were dropped before this one. */
  readonly index: number;
  /** Presentation time in microseconds from the start of the source; may be negative. */
  readonly ptsUs: number;
}
