import type { Tensor } from '../backends/runtime.js';
import type { Selection } from './box-chooser.js';
import { FloatValues } from './float-values.js';

/** Boxes that a network has chosen itself: a score and a class for each. */
export interface ListedBoxes {
  /** `[1,N,4]`. */
  readonly boxes: Tensor;
  /** `[1,N]`. */
  readonly scores: Tensor;
  /** `[1,N]`: class ids. */
  readonly classes: Tensor;
  /** How many of the N are boxes; the rest is filling. Undefined: all. */
  readonly count: Tensor | undefined;
}

const integerTypes: ReadonlySet<string> = new Set(['int64', 'int32', 'uint8', 'int8', 'uint32']);

/**
 * Finds such a list among outputs, by their names where they say it (`detection_boxes:0`, `scores`, `labels` …), else by
 * shape, integers being classes; of two that look the same the classes come first, as TensorFlow and RT-DETR have them.
 * Undefined if there is none.
 */
export function findListedBoxes(
  outputs: readonly Tensor[],
  names: readonly string[] = [],
): ListedBoxes | undefined {
  const named = outputs.map((tensor, i) => ({ tensor, name: plainName(names[i] ?? '') }));
  const candidates = named.filter(({ name }) => !/^raw_|anchor_indices|multiclass/.test(name));
  const isList = ({ dims }: Tensor, rows: number): boolean => dims.length === 2 && dims[1] === rows;
  const boxes = candidates.find(
    ({ tensor: { dims } }) => dims.length === 3 && dims[0] === 1 && dims[2] === 4,
  );
  const rows = boxes?.tensor.dims[1] ?? 0;
  const counted = candidates.find(
    ({ tensor, name }) => tensor.data.length === 1 && (name.includes('num') || !isList(tensor, rows)),
  );
  const lists = candidates.filter((output) => output !== counted && isList(output.tensor, rows));
  const classes =
    lists.find(({ name }) => /class|label/.test(name)) ??
    lists.find(({ tensor }) => integerTypes.has(tensor.type)) ??
    lists.find(({ name }) => !name.includes('score'));
  const scores = lists.find((output) => output !== classes);
  if (boxes === undefined || classes === undefined || scores === undefined) return undefined;
  const [b, s, c] = [boxes.tensor, scores.tensor, classes.tensor];
  return { boxes: b, scores: s, classes: c, count: counted?.tensor };
}

/** Without the graph's folders and TensorFlow's `:0`. */
function plainName(name: string): string {
  return name.replace(/^.*\//, '').replace(/:\d+$/, '').toLowerCase();
}

/** Takes a box of a list: its four numbers as they are, and where it was. */
export type AddListed = (box: readonly number[], score: number, classId: number, row: number) => void;

/** Reads lists. */
export class ListedBoxReader {
  readonly #floats = new FloatValues();

  /** Hands on what the selection wants. */
  read(
    { boxes, scores, classes, count }: ListedBoxes,
    { threshold, wanted }: Selection,
    add: AddListed,
  ): void {
    const box = this.#floats.open(boxes);
    const scoreOf = this.#floats.open(scores);
    const classOf = this.#floats.open(classes);
    const stated = count === undefined ? Infinity : this.#floats.open(count).at(0);
    const rows = Math.min(scores.data.length, stated);
    for (let row = 0; row < rows; row++) {
      const score = scoreOf.at(row);
      if (!(score > threshold)) continue;
      const classId = Math.round(classOf.at(row));
      if (!(classId >= 0 && classId < 2 ** 31) || !wanted(classId)) continue;
      const first = 4 * row;
      add([box.at(first), box.at(first + 1), box.at(first + 2), box.at(first + 3)], score, classId, row);
    }
  }
}
