import type { RunOptions } from '@farsight/protocol';
import type { Tensor } from '../backends/runtime.js';
import type { BoxSelection } from '../definition.js';
import { BoxChooser } from './box-chooser.js';
import type { DecoderContext } from './decoder.js';
import type { FloatReader } from './float-values.js';
import { FloatValues } from './float-values.js';
import type { WantedHead, YoloLayout } from './yolo-head.js';
import { findYoloOutput } from './yolo-head.js';
import { headReaders } from './yolo-readers.js';

/** An output whose boxes are the chooser's candidates now. */
export interface ReadBoxes {
  readonly output: FloatReader;
  readonly layout: YoloLayout;
}

/** Reads and chooses the boxes of heads that have all of them in one output. */
export class YoloBoxes {
  readonly chooser: BoxChooser;
  readonly #context: DecoderContext;
  readonly #floats = new FloatValues();
  readonly #readers: ReturnType<typeof headReaders>;

  constructor(step: BoxSelection, context: DecoderContext) {
    this.chooser = new BoxChooser(step, context);
    this.#context = context;
    this.#readers = headReaders(context);
  }

  /** Makes candidates of the boxes above the threshold. */
  read(outputs: readonly Tensor[], wanted: WantedHead, options: RunOptions): ReadBoxes {
    const { add, addCorners } = this.chooser;
    const found = findYoloOutput(outputs, wanted, this.#context);
    const { layout } = found;
    const output = this.#floats.open(found.output);
    const selection = this.chooser.start(options);
    this.#readers[layout.head](output, layout, selection, isEndToEnd(layout) ? addCorners : add);
    return { output, layout };
  }

  /** The candidates kept, best first; suppressed unless the network did that itself. */
  choose({ layout }: ReadBoxes, options: RunOptions): Int32Array {
    return isEndToEnd(layout) ? this.chooser.best(options) : this.chooser.survivors(options);
  }
}

/** Whether the network suppresses boxes itself. */
export function isEndToEnd({ head }: YoloLayout): boolean {
  return head === 'end-to-end';
}

/** Copies what a box has after its scores to `target`, which is that long. */
export function readExtras({ output, layout }: ReadBoxes, row: number, target: Float32Array): void {
  const { boxes, columns, extras, valuesFirst } = layout;
  const first = columns - extras;
  const start = valuesFirst ? first * boxes + row : row * columns + first;
  const step = valuesFirst ? boxes : 1;
  for (let k = 0, at = start; k < target.length; k++, at += step) target[k] = output.at(at);
}
