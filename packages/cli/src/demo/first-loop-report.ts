import { dropsText, noDrops, type DropCounts, type LabelsByTask, type StreamInfo } from '@farsight/client';
import { percentile } from '../bench/statistics.js';
import { Found } from '../run/found.js';
import type { Received, Receiver } from '../run/receiver.js';

/** Tells what was found in the first round of a looped video, once. */
export class FirstLoopReport implements Receiver {
  readonly wantsPixels = false;
  readonly #framesPerLoop: () => number | undefined;
  readonly #print: (text: string) => void;
  readonly #found = new Found();
  readonly #latencies: number[] = [];
  #labels: LabelsByTask = {};
  #beginMs = 0;
  #drops: DropCounts = noDrops;
  #told = false;

  constructor(framesPerLoop: () => number | undefined, print: (text: string) => void) {
    this.#framesPerLoop = framesPerLoop;
    this.#print = print;
  }

  begin({ labels }: StreamInfo): void {
    this.#labels = labels;
  }

  receive({ item, latencyMs, drops }: Received): void {
    if (this.#told) return;
    if (item.stamp.index >= (this.#framesPerLoop() ?? Infinity)) {
      this.#tell();
      return;
    }
    if (this.#latencies.length === 0) this.#beginMs = performance.now();
    this.#found.add(item.meta, this.#labels);
    this.#latencies.push(latencyMs);
    this.#drops = drops;
  }

  /** Tells it at the end, where that comes first. */
  close(): void {
    if (!this.#told) this.#tell();
  }

  #tell(): void {
    this.#told = true;
    const frames = this.#latencies.length;
    if (frames === 0) return;
    const seconds = (performance.now() - this.#beginMs) / 1000;
    const sorted = this.#latencies.sort((a, b) => a - b);
    const [median, late] = [percentile(sorted, 50), percentile(sorted, 95)];
    const lines = [
      `First round: ${frames} frames, ${(frames / seconds).toFixed(1)} fps, ${dropsText(this.#drops)}, ` +
        `latency ${median.toFixed(0)} ms (95 %: ${late.toFixed(0)} ms).`,
      `Found, over all frames: ${this.#found.toString()}.`,
    ];
    this.#print(`${lines.join('\n')}\n`);
  }
}
