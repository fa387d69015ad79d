/** What became of lines that were sent. */
export type Delivery =
  | { readonly outcome: 'delivered' }
  /** Not now, but perhaps later. */
  | {
      readonly outcome: 'again';
      /** Why, as the end of a sentence; without secrets. */
      readonly reason: string;
      /** Lines from the first one that did arrive. Default: 0. */
      readonly arrived?: number;
      /** What the other side asks to wait, in milliseconds. */
      readonly afterMs?: number | undefined;
    }
  /** Too many at once. */
  | { readonly outcome: 'too-large' }
  /** Never. */
  | { readonly outcome: 'refused'; readonly reason: string };

/** A way to others. `QueuedSink` calls it with one batch at a time, and sees to time-outs and repetition. */
export interface Transport {
  /** What messages call it; shows no secret. */
  readonly name: string;
  /** Sends lines, each with its line feed. Ends soon after the signal fires; does not throw. */
  deliver(lines: readonly string[], signal: AbortSignal): Promise<Delivery>;
  /** Says goodbye; ends soon after the signal fires. */
  close(signal: AbortSignal): Promise<void> | void;
}
