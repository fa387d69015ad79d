import { Changed } from '../changed.js';
import type { Clock } from '../clock.js';

interface Sleeper {
  readonly ms: number;
  readonly untilMs: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  readonly #changed = new Changed();
  #nowMs = 0;

  now(): number {
    return this.#nowMs;
  }

  dateMs(): number {
    return Date.UTC(2026, 0, 1) + this.#nowMs;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { ms, untilMs: this.#nowMs + ms, wake };
      this.#sleepers.add(sleeper);
      if (signal.aborted) wake();
      signal.addEventListener('abort', wake);
      this.#changed.notify();
    });
  }

  /** Resolves as soon as somebody waits for just so many milliseconds. */
  async sleeping(ms: number): Promise<void> {
    while (![...this.#sleepers].some((sleeper) => sleeper.ms === ms)) await this.#changed.wait();
  }

  /** How long those who wait wait, in milliseconds. */
  get waits(): readonly number[] {
    return [...this.#sleepers].map(({ ms }) => ms);
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    for (const sleeper of [...this.#sleepers]) if (sleeper.untilMs <= this.#nowMs) sleeper.wake();
  }
}
