import type { Tensor } from '../backends/runtime.js';
import type { DecodeSsdStep } from '../definition.js';
import type { Geometry } from '../kernels/placement.js';
import { BoxChooser } from './box-chooser.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { FloatValues } from './float-values.js';
import { inputSize } from './input-size.js';
import type { ListedBoxes } from './listed-boxes.js';
import { findListedBoxes, ListedBoxReader } from './listed-boxes.js';
import { wrongOutputs } from './wrong-outputs.js';
import { readClasses } from './yolo-readers.js';

/** Boxes and scores per prior, before suppression. */
interface RawBoxes {
  /** `[1,P,4]`. */
  readonly boxes: Tensor;
  /** `[1,P,S]`. */
  readonly scores: Tensor;
  readonly rows: number;
  /** S. */
  readonly columns: number;
}

/**
 * Boxes from an SSD. Either TensorFlow's outputs, suppressed inside: boxes `[1,N,4]` (top, left, bottom, right as fractions
 * of the picture, whatever the step's format), classes, scores `[1,N]` and their number; or boxes `[1,P,4]` in the step's
 * format and scores `[1,P,C]` for every prior, suppressed here.
 *
 * Class 0 is the background, and the classes count from 1 (COCO's category ids): so TensorFlow's outputs have them. Scores of
 * priors begin with the background's unless there are as many as classes.
 */
export function ssdDecoder(step: DecodeSsdStep, context: DecoderContext): Decoder {
  const chooser = new BoxChooser(step, context);
  const reader = new ListedBoxReader();
  const readPriors = priorReader(chooser, context);
  const readList = (
    list: ListedBoxes,
    geometry: Geometry,
    selection: ReturnType<BoxChooser['start']>,
  ): void => {
    const { width, height } = inputSize(context, geometry);
    reader.read(list, selection, ([top = 0, left = 0, bottom = 0, right = 0], score, classId, row) => {
      chooser.candidates.add(left * width, top * height, right * width, bottom * height, score, classId, row);
    });
  };
  return {
    kind: 'detections',
    decode(outputs, geometry, options) {
      const selection = chooser.start(options);
      const list = findListedBoxes(outputs, context.outputNames);
      if (list !== undefined) readList(list, geometry, selection);
      else readPriors(findRawBoxes(outputs, step.op), selection);
      const kept = list === undefined ? chooser.survivors(options) : chooser.best(options);
      return { kind: 'detections', ...chooser.chosen(kept, geometry) };
    },
  };
}

function findRawBoxes(outputs: readonly Tensor[], op: string): RawBoxes {
  const tables = outputs.filter(({ dims }) => dims.length === 3 && dims[0] === 1);
  const boxes = tables.find(({ dims }) => dims[2] === 4);
  const rows = boxes?.dims[1] ?? 0;
  const scores = tables.find((table) => table !== boxes && table.dims[1] === rows);
  if (boxes === undefined || scores === undefined) {
    throw wrongOutputs('boxes [1,N,4] with classes and scores [1,N], or with scores [1,N,C]', op, outputs);
  }
  return { boxes, scores, rows, columns: scores.dims[2] ?? 0 };
}

function priorReader(
  chooser: BoxChooser,
  context: DecoderContext,
): (raw: RawBoxes, selection: ReturnType<BoxChooser['start']>) => void {
  const boxFloats = new FloatValues();
  const scoreFloats = new FloatValues();
  return ({ boxes, scores, rows, columns }, selection) => {
    const { numClasses } = context;
    if (numClasses > 0 && columns !== numClasses && columns !== numClasses + 1) {
      throw wrongOutputs(`scores of ${numClasses} classes`, 'decode-ssd-mobilenet', [scores]);
    }
    const background = columns === numClasses ? 0 : 1;
    const corners = boxFloats.open(boxes);
    const values = scoreFloats.open(scores).read(0, rows * columns);
    const wanted = (column: number): boolean => selection.wanted(column + 1);
    for (let row = 0; row < rows; row++) {
      const first = row * columns + background;
      readClasses(values, first, columns - background, 1, { ...selection, wanted }, (score, column) => {
        const at = 4 * row;
        chooser.add(
          corners.at(at),
          corners.at(at + 1),
          corners.at(at + 2),
          corners.at(at + 3),
          score,
          column + 1,
          row,
        );
      });
    }
  };
}
