import type { BoxSelection } from '../definition.js';
import type { CandidateList } from './candidate-list.js';
import type { DecoderContext } from './decoder.js';

/** Adds a box to a list, from the four numbers a head gives for it. `row` says where its other values are. */
export type AddBox = (
  a: number,
  b: number,
  c: number,
  d: number,
  score: number,
  classId: number,
  row: number,
) => void;

/** Turns boxes of a head's format into corners in pixels of the input. Sizes below 0 are no boxes, and left out. */
export function boxAdder(
  list: CandidateList,
  format: BoxSelection['boxFormat'],
  normalized: boolean,
  { inputWidth, inputHeight }: DecoderContext,
): AddBox {
  const sx = normalized ? inputWidth : 1;
  const sy = normalized ? inputHeight : 1;
  switch (format) {
    case 'xyxy':
      return (a, b, c, d, score, classId, row) => {
        list.add(a * sx, b * sy, c * sx, d * sy, score, classId, row);
      };
    case 'ltwh':
      return (a, b, c, d, score, classId, row) => {
        if (c < 0 || d < 0) return;
        list.add(a * sx, b * sy, (a + c) * sx, (b + d) * sy, score, classId, row);
      };
    case 'xywh':
      return (a, b, c, d, score, classId, row) => {
        if (c < 0 || d < 0) return;
        const w = c / 2;
        const h = d / 2;
        list.add((a - w) * sx, (b - h) * sy, (a + w) * sx, (b + h) * sy, score, classId, row);
      };
  }
}
