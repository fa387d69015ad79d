import { dropsText, noDrops, type DropCounts, type LabelsByTask, type StreamInfo } from '@farsight/client';
import { Found } from './found.js';
import type { Received, Receiver } from './receiver.js';

/** Adds up a run. */
export class Summary implements Receiver {
  readonly wantsPixels = false;
  readonly found = new Found();
  /** Frames with results. */
  frames = 0;
  /** Frames that failed. */
  failed = 0;
  /** What the first of them said. */
  firstFailure = '';
  drops: DropCounts = noDrops;
  #labels: LabelsByTask = {};
  #beginMs = 0;
  #endMs = 0;

  begin({ labels }: StreamInfo): void {
    this.#labels = labels;
    this.#beginMs = performance.now();
    this.#endMs = this.#beginMs;
  }

  receive({ item, drops }: Received): void {
    this.#endMs = performance.now();
    this.drops = drops;
    if (item.error === undefined) this.frames += 1;
    else this.#fail(item.error.message);
    this.found.add(item.meta, this.#labels);
  }

  #fail(message: string): void {
    if (this.failed === 0) this.firstFailure = message;
    this.failed += 1;
  }

  close(): void {
    // Nothing is held.
  }

  report(): readonly string[] {
    return [this.toString()];
  }

  /** `250 frames in 10.1 s (24.8 fps), 12 dropped (queue 9, deadline 3), 0 failed. Found: qr 320, marker 12.` */
  toString(): string {
    const seconds = (this.#endMs - this.#beginMs) / 1000;
    const all = this.frames + this.failed;
    const rate = seconds > 0 ? (all / seconds).toFixed(1) : '0.0';
    const count = `${all} ${all === 1 ? 'frame' : 'frames'} in ${seconds.toFixed(1)} s (${rate} fps)`;
    return `${count}, ${dropsText(this.drops)}, ${this.failed} failed. Found: ${this.found.toString()}.`;
  }
}
