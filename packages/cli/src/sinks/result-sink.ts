/** The result of one frame. */
export interface ResultLine {
  /** JSON with a line feed. */
  readonly text: string;
  /** Which file of a recording the frame belongs to, from 0. */
  readonly segment: number;
}

/** Where results go, one line per frame, in order. */
export interface ResultSink {
  /**
   * Takes a line. Resolves when the next may come.
   *
   * @throws FarsightError OUTPUT_FAILED if it is no use going on
   */
  write(line: ResultLine): Promise<void> | void;
  /**
   * Delivers what waits and ends. Called once, also after an error.
   *
   * @throws FarsightError OUTPUT_FAILED
   */
  close(): Promise<void> | void;
  /** What was written, for the end of a run that succeeds: lines for people, without secrets. */
  report?(): readonly string[];
  /** What others got or lost, for every end. */
  deliveries?(): readonly string[];
}
