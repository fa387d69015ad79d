import type { Tensor } from '../backends/runtime.js';
import type { DecodeSsdStep } from '../definition.js';
import type { Geometry } from '../kernels/placement.js';
import type { Selection } from './box-chooser.js';
import { BoxChooser } from './box-chooser.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { FloatValues } from './float-values.js';
import { inputSize } from './input-size.js';
import type { AddListed, ListedBoxes } from './listed-boxes.js';
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
 * Networks count classes from 1, as COCO's categories, and 0 is the background. So do the ids where the labels begin with a
 * background, or there are none; where labels name the things alone, ids count from 0: labels always fit. Scores of priors begin
 * with the background's unless there are as many as things.
 */
export function ssdDecoder(step: DecodeSsdStep, context: DecoderContext): Decoder {
  const chooser = new BoxChooser(step, context);
  const reader = new ListedBoxReader();
  const firstId = firstThing(context);
  const readPriors = priorReader(chooser, firstId, context);
  const readList = (list: ListedBoxes, geometry: Geometry, selection: Selection): void => {
    const { width, height } = inputSize(context, geometry);
    const wanted = (counted: number): boolean => counted > 0 && selection.wanted(counted - 1 + firstId);
    const read: AddListed = ([top = 0, left = 0, bottom = 0, right = 0], score, counted, row) => {
      const classId = counted - 1 + firstId;
      chooser.candidates.add(left * width, top * height, right * width, bottom * height, score, classId, row);
    };
    reader.read(list, { ...selection, wanted }, read);
  };
  return {
    kind: 'detections',
    decode(outputs, geometry, options) {
      const selection = chooser.start(options);
      const list = findListedBoxes(outputs, context.outputNames);
      if (list !== undefined) readList(list, geometry, selection);
      else readPriors(findRawBoxes(outputs, step.op, context.outputNames), selection);
      const kept = list === undefined ? chooser.survivors(options) : chooser.best(options);
      return { kind: 'detections', ...chooser.chosen(kept, geometry) };
    },
  };
}

/** With as many scores as corners both have the same shape: boxes are what is named so, or come first. */
function findRawBoxes(outputs: readonly Tensor[], op: string, names: readonly string[] = []): RawBoxes {
  const isTable = ({ dims }: Tensor): boolean => dims.length === 3 && dims[0] === 1;
  const fours = outputs.filter((output) => isTable(output) && output.dims[2] === 4);
  const boxes = fours.find((output) => /box/i.test(names[outputs.indexOf(output)] ?? '')) ?? fours[0];
  const rows = boxes?.dims[1] ?? 0;
  const scores = outputs.find((output) => output !== boxes && isTable(output) && output.dims[1] === rows);
  if (boxes === undefined || scores === undefined) {
    throw wrongOutputs('boxes [1,N,4] with classes and scores [1,N], or with scores [1,N,C]', op, outputs);
  }
  return { boxes, scores, rows, columns: scores.dims[2] ?? 0 };
}

/** Id of the first class that is not the background. */
function firstThing({ labels: [first] = [] }: DecoderContext): number {
  return first === undefined || /^(__)?background(__)?$|^\?\?\?$|^unlabell?ed$/i.test(first) ? 1 : 0;
}

function priorReader(
  chooser: BoxChooser,
  firstId: number,
  { numClasses, labels = [] }: DecoderContext,
): (raw: RawBoxes, selection: Selection) => void {
  const boxFloats = new FloatValues();
  const scoreFloats = new FloatValues();
  const things = labels.length > 0 ? labels.length - firstId : numClasses;
  return ({ boxes, scores, rows, columns }, selection) => {
    if (numClasses > 0 && columns !== numClasses && columns !== numClasses + 1) {
      throw wrongOutputs(`scores of ${numClasses} classes`, 'decode-ssd-mobilenet', [scores]);
    }
    const skipped = columns === things ? 0 : 1;
    const corners = boxFloats.open(boxes);
    const values = scoreFloats.open(scores).read(0, rows * columns);
    const priors = { ...selection, wanted: (column: number) => selection.wanted(column + firstId) };
    for (let row = 0; row < rows; row++) {
      readClasses(values, row * columns + skipped, columns - skipped, 1, priors, (score, column) => {
        const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((i) => corners.at(4 * row + i));
        chooser.add(a, b, c, d, score, column + firstId, row);
      });
    }
  };
}
