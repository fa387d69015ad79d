/** Wakes whoever waits for a change. Each `wait` ends with the next `notify`: check the condition again after it. */
export class Notifier {
  #wake: () => void = () => undefined;
  #changed: Promise<void> = this.#next();

  wait(): Promise<void> {
    return this.#changed;
  }

  notify(): void {
    const wake = this.#wake;
    this.#changed = this.#next();
    wake();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
