import type { Tensor } from '../backends/runtime.js';
import type { DecodeDetrStep } from '../definition.js';
import type { Selection } from './box-chooser.js';
import { BoxChooser } from './box-chooser.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { FloatValues } from './float-values.js';
import { findListedBoxes, ListedBoxReader } from './listed-boxes.js';
import { tellActivation } from './tell-activation.js';
import { wrongOutputs } from './wrong-outputs.js';

/** What a DETR says about its queries. */
interface Queries {
  /** `[1,Q,C]`. */
  readonly logits: Tensor;
  /** `[1,Q,4]`. */
  readonly boxes: Tensor;
  readonly rows: number;
  readonly classes: number;
}

/**
 * Boxes from a DETR, none suppressed. Either logits `[1,Q,C]` and boxes `[1,Q,4]` in the step's format: the best of all pairs
 * of query and class, each scored by its own sigmoid (RT-DETR's post-processor, D-FINE); logits that all lie in 0..1 have been
 * through it already. Or labels, boxes and scores of boxes the network has chosen itself.
 */
export function detrDecoder(step: DecodeDetrStep, context: DecoderContext): Decoder {
  const chooser = new BoxChooser(step, context);
  const reader = new ListedBoxReader();
  const logitFloats = new FloatValues();
  const boxFloats = new FloatValues();
  const readPairs = ({ logits, boxes, rows, classes }: Queries, selection: Selection): void => {
    const values = logitFloats.open(logits).read(0, rows * classes);
    const corners = boxFloats.open(boxes);
    forEachPair(values, classes, selection, (query, score, classId) => {
      const at = 4 * query;
      chooser.add(
        corners.at(at),
        corners.at(at + 1),
        corners.at(at + 2),
        corners.at(at + 3),
        score,
        classId,
        query,
      );
    });
  };
  return {
    kind: 'detections',
    decode(outputs, geometry, options) {
      const selection = chooser.start(options);
      const list = findListedBoxes(outputs, context.outputNames);
      if (list === undefined) readPairs(findQueries(outputs, step.op, context), selection);
      else {
        reader.read(list, selection, ([a = 0, b = 0, c = 0, d = 0], score, classId, row) => {
          chooser.add(a, b, c, d, score, classId, row);
        });
      }
      return { kind: 'detections', ...chooser.chosen(chooser.best(options), geometry) };
    },
  };
}

function forEachPair(
  values: Float32Array,
  classes: number,
  { threshold, wanted }: Selection,
  found: (query: number, score: number, classId: number) => void,
): void {
  const { apply, inverse } = tellActivation(values);
  // Exponentials for the few above the threshold alone. A little below it, for what rounding may do.
  const least = inverse(threshold) - 1e-4;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value > least)) continue;
    const score = Math.fround(apply(value));
    const classId = i % classes;
    if (score > threshold && wanted(classId)) found((i - classId) / classes, score, classId);
  }
}

/** With 4 classes both have the same shape: boxes are what is named so, or come last. */
function findQueries(
  outputs: readonly Tensor[],
  op: string,
  { outputNames = [], numClasses }: DecoderContext,
): Queries {
  const tables = outputs
    .map((tensor, i) => ({ tensor, dims: tensor.dims, name: outputNames[i] ?? '' }))
    .filter(({ dims }) => dims.length === 3 && dims[0] === 1);
  const fours = tables.filter(({ dims }) => dims[2] === 4);
  const boxes = fours.find(({ name }) => /box/i.test(name)) ?? fours.at(-1);
  const rows = boxes?.dims[1] ?? 0;
  const logits = tables.find((table) => table !== boxes && table.dims[1] === rows);
  const classes = logits?.dims[2] ?? 0;
  if (boxes === undefined || logits === undefined || classes === 0) {
    throw wrongOutputs('logits [1,Q,C] and boxes [1,Q,4]', op, outputs);
  }
  if (numClasses > 0 && classes !== numClasses) {
    throw wrongOutputs(`logits of ${numClasses} classes`, op, [logits.tensor]);
  }
  return { logits: logits.tensor, boxes: boxes.tensor, rows, classes };
}
