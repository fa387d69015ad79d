import { FarsightError, addDrops, newDropTally, noDrops, totalDrops } from '@farsight/protocol';
import type { SourceAnswer, SourceCounts } from './source-run.js';

/** Answers that wait for one watcher: enough for a moment's pause, too few to grow old. */
const mostWaiting = 8;

/** One of those who watch a shared source: takes answers at its own pace, and loses the oldest when it is too slow. */
export class Watcher {
  readonly counts: SourceCounts = { received: 0, answered: 0, drops: newDropTally() };
  /** Whether it wants frames with the answers. */
  readonly wantsFrames: boolean;
  readonly #waiting: SourceAnswer[] = [];
  #drops = newDropTally();
  #isLate: boolean;
  #end: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** @param isLate - whether there were answers before it came */
  constructor(wantsFrames: boolean, isLate: boolean) {
    this.wantsFrames = wantsFrames;
    this.#isLate = isLate;
  }

  /** Adds an answer, and makes room for it if need be. */
  push(answer: SourceAnswer): void {
    // What was dropped before the watcher came is not its loss.
    const drops = this.#isLate ? noDrops : answer.drops;
    this.#isLate = false;
    this.counts.received += 1 + totalDrops(drops) - drops.client;
    addDrops(this.counts.drops, drops);
    this.#waiting.push({ ...answer, drops, picture: this.wantsFrames ? answer.picture : undefined });
    if (this.#waiting.length > mostWaiting) this.#dropOldest();
    this.#wake?.();
  }

  /** Nothing follows; `error` is thrown after what waits, unless it is undefined. */
  end(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  /** The answers until the end; once. */
  async *answers(signal: AbortSignal): AsyncGenerator<SourceAnswer, void> {
    const onAbort = (): void => this.#wake?.();
    signal.addEventListener('abort', onAbort);
    try {
      for (;;) {
        signal.throwIfAborted();
        const answer = this.#take();
        if (answer !== undefined) yield answer;
        else if (this.#end === undefined) await this.#change();
        else if (this.#end.error === undefined) return;
        else throw FarsightError.from(this.#end.error);
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #take(): SourceAnswer | undefined {
    const answer = this.#waiting.shift();
    if (answer === undefined) return undefined;
    const drops = this.#drops;
    addDrops(drops, answer.drops);
    this.#drops = newDropTally();
    this.counts.answered += 1;
    return { ...answer, drops };
  }

  #dropOldest(): void {
    const oldest = this.#waiting.shift();
    if (oldest === undefined) return;
    addDrops(this.#drops, oldest.drops);
    this.#drops.queue += 1;
    this.counts.drops.queue += 1;
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}
