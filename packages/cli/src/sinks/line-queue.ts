/** When lines are sent, and how many may wait. */
export interface QueueLimits {
  /** Most lines of a batch. */
  readonly batchLines: number;
  /** Most bytes of a batch; a longer line is a batch of its own. */
  readonly batchBytes: number;
  /** Milliseconds that a line may wait for others to be sent with. */
  readonly batchAgeMs: number;
  /** Most bytes that wait. */
  readonly waitingBytes: number;
}

interface Batch {
  readonly lines: string[];
  bytes: number;
  readonly sinceMs: number;
  /** Whether no more lines come to it. */
  sealed: boolean;
}

/** Lines that wait to be sent, in batches, oldest first. */
export class LineQueue {
  readonly #limits: QueueLimits;
  #batches: Batch[] = [];
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Whether more lines wait than should. */
  get overfull(): boolean {
    return this.#bytes > this.#limits.waitingBytes;
  }

  /** Adds a line at the end. */
  add(line: string, nowMs: number): void {
    const bytes = Buffer.byteLength(line);
    const batch = this.#openBatch(bytes, nowMs);
    batch.lines.push(line);
    batch.bytes += bytes;
    this.#bytes += bytes;
    const { batchLines, batchBytes } = this.#limits;
    batch.sealed = batch.lines.length >= batchLines || batch.bytes >= batchBytes;
  }

  #openBatch(bytes: number, nowMs: number): Batch {
    const last = this.#batches.at(-1);
    if (last?.sealed === false && last.bytes + bytes <= this.#limits.batchBytes) return last;
    if (last !== undefined) last.sealed = true;
    const batch = { lines: [], bytes: 0, sinceMs: nowMs, sealed: false };
    this.#batches.push(batch);
    return batch;
  }

  /** Puts lines that could not be sent back to the front, as batches of their own. */
  putBack(...batches: readonly (readonly string[])[]): void {
    const returned = batches
      .filter((lines) => lines.length > 0)
      .map((lines) => ({ lines: [...lines], bytes: byteLength(lines), sinceMs: 0, sealed: true }));
    for (const { bytes } of returned) this.#bytes += bytes;
    this.#batches = [...returned, ...this.#batches];
  }

  /** Milliseconds until the oldest batch is to be sent, 0 or less for now; undefined if there is none. */
  dueInMs(nowMs: number): number | undefined {
    const first = this.#batches[0];
    if (first === undefined) return undefined;
    return first.sealed ? 0 : first.sinceMs + this.#limits.batchAgeMs - nowMs;
  }

  /** Removes and returns the oldest batch; no lines if there is none. */
  take(): readonly string[] {
    const batch = this.#batches.shift();
    this.#bytes -= batch?.bytes ?? 0;
    return batch?.lines ?? [];
  }

  /** Removes the oldest batches until the rest may wait, but never the newest; returns how many lines are lost. */
  trim(): number {
    let lost = 0;
    while (this.overfull && this.#batches.length > 1) lost += this.take().length;
    return lost;
  }
}

function byteLength(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
}
