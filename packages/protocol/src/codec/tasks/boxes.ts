import { classesFromMessage, classesToMessage, type Classes, type ClassesMessage } from './classes.js';
import { expectLength } from './fit.js';

/** What results with boxes have in common. */
export interface Boxes extends Classes {
  readonly boxes: Float32Array;
}

/** {@link Boxes} as messages have them. */
export interface BoxesMessage extends ClassesMessage {
  boxes: number[];
}

/** Domain -> message. */
export function boxesToMessage(result: Boxes): BoxesMessage {
  return { boxes: Array.from(result.boxes), ...classesToMessage(result) };
}

/**
 * Message -> domain.
 *
 * @param valuesPerBox - 4, or 5 for turned boxes
 * @throws FarsightError INTERNAL if the arrays do not fit together
 */
export function boxesFromMessage(message: BoxesMessage, valuesPerBox: number): Boxes {
  const classes = classesFromMessage(message);
  expectLength('box coordinates', message.boxes, valuesPerBox * classes.count);
  return { ...classes, boxes: Float32Array.from(message.boxes) };
}
