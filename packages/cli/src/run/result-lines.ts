import { toNdjson, type JsonOptions, type LabelsByTask, type StreamInfo } from '@farsight/client';
import type { ResultSink } from '../sinks/result-sink.js';
import { closeAll, type Received, type Receiver } from './receiver.js';

/** Hands one line of JSON per result to sinks. */
export class ResultLines implements Receiver {
  readonly wantsPixels = false;
  readonly #options: JsonOptions;
  readonly #sinks: ResultSink[] = [];
  #labels: LabelsByTask = {};
  #begun = false;

  constructor(options: JsonOptions) {
    this.#options = options;
  }

  /** Closes the sink in the end. */
  add(sink: ResultSink): void {
    this.#sinks.push(sink);
  }

  begin({ labels }: StreamInfo): void {
    this.#labels = labels;
  }

  async receive({ item, segment }: Received): Promise<void> {
    if (this.#sinks.length === 0) return;
    this.#begun = true;
    const line = { text: toNdjson(item, this.#labels, this.#options), segment };
    for (const sink of this.#sinks) await sink.write(line);
  }

  close(): Promise<void> {
    return closeAll(this.#sinks);
  }

  report(): readonly string[] {
    return this.#sinks.flatMap((sink) => sink.report?.() ?? []);
  }

  deliveries(): readonly string[] {
    return this.#begun ? this.#sinks.flatMap((sink) => sink.deliveries?.() ?? []) : [];
  }
}
