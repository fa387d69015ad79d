import type { Tensor } from '../backends/runtime.js';
import type { CtcStep } from '../definition.js';
import { areProbabilities } from '../kernels/softmax.js';
import type { Decoder, DecoderContext } from './decoder.js';
import type { FloatReader } from './float-values.js';
import { FloatValues } from './float-values.js';
import { wrongOutputs } from './wrong-outputs.js';

/** Class scores step by step: the value of class `c` at step `t` is at `t * stepStride + c * classStride`. */
interface Steps {
  readonly count: number;
  readonly classes: number;
  readonly stepStride: number;
  readonly classStride: number;
}

/**
 * Text by greedy CTC: the best class of every step, repeated ones merged, blanks left out. Its score is the mean probability
 * of the characters, each at its first step; logits become probabilities by softmax. A text whose score is below the request's
 * threshold is empty.
 */
export function ctcDecoder(step: CtcStep, context: DecoderContext): Decoder {
  const floats = new FloatValues();
  return {
    kind: 'text',
    decode(outputs, _geometry, { scoreThreshold = 0 }) {
      const { output, steps } = findSteps(outputs, step, context);
      const { text, score } = readText(floats.open(output), steps, step.blank, context.labels ?? []);
      const isGood = text !== '' && score >= scoreThreshold;
      return {
        kind: 'text',
        count: 1,
        texts: [isGood ? text : ''],
        scores: Float32Array.of(isGood ? score : 0),
      };
    },
  };
}

function readText(
  output: FloatReader,
  steps: Steps,
  blank: number,
  labels: readonly string[],
): { text: string; score: number } {
  const { count, classes, stepStride, classStride } = steps;
  const values = new Float32Array(classes);
  let text = '';
  let sum = 0;
  let characters = 0;
  let before = blank;
  for (let t = 0; t < count; t++) {
    for (let c = 0; c < classes; c++) values[c] = output.at(t * stepStride + c * classStride);
    const best = largest(values) ?? blank;
    if (best !== blank && best !== before) {
      text += characterOf(best, classes, blank, labels);
      sum += probabilityOf(values, best);
      characters++;
    }
    before = best;
  }
  return { text, score: characters > 0 ? sum / characters : 0 };
}

/** Undefined if no value is a number. */
function largest(values: Float32Array): number | undefined {
  let best: number | undefined;
  let most = -Infinity;
  for (let c = 0; c < values.length; c++) {
    const value = values[c]!;
    if (!(value > most)) continue;
    most = value;
    best = c;
  }
  return best;
}

/** See {@link CtcStep}. */
function characterOf(classId: number, classes: number, blank: number, labels: readonly string[]): string {
  const hasBlank = labels.length >= classes;
  return labels[hasBlank || classId < blank ? classId : classId - 1] ?? ' ';
}

function probabilityOf(values: Float32Array, best: number): number {
  const most = values[best]!;
  if (areProbabilities(values)) return most;
  if (most === Infinity) return 1;
  let sum = 0;
  for (const value of values) if (value > -Infinity) sum += Math.exp(value - most);
  return 1 / sum;
}

function findSteps(
  outputs: readonly Tensor[],
  { op, layout, blank }: CtcStep,
  context: DecoderContext,
): { output: Tensor; steps: Steps } {
  const output = outputs.find(({ dims }) => dims[0] === 1 && sidesOf(dims).length === 2);
  if (output === undefined) throw wrongOutputs('class scores [1,C,T] or [1,T,C]', op, outputs);
  const [first = 0, second = 0] = sidesOf(output.dims);
  const classesFirst =
    layout === 'auto' ? isClassesFirst(first, second, context) : layout === 'classes-first';
  const [classes, count] = classesFirst ? [first, second] : [second, first];
  const { numClasses } = context;
  if (blank >= classes || (numClasses > 0 && classes !== numClasses)) {
    const expected = numClasses > 0 ? String(numClasses) : `more than ${blank}`;
    throw wrongOutputs(`scores of ${expected} classes, the blank ${blank} among them,`, op, [output]);
  }
  const [stepStride, classStride] = classesFirst ? [1, count] : [classes, 1];
  return { output, steps: { count, classes, stepStride, classStride } };
}

/** `[1,C,T]`, and `[1,C,1,T]` as some exporters leave it. */
function sidesOf(dims: readonly number[]): readonly number[] {
  return dims.length === 4 ? dims.slice(1).filter((size) => size !== 1) : dims.slice(1);
}

/** By the number of classes; else by that of the labels, which may lack blank and space; else there are more classes than steps. */
function isClassesFirst(first: number, second: number, { numClasses, labels = [] }: DecoderContext): boolean {
  if (numClasses > 0) return first === numClasses;
  const fits = (size: number): boolean => size >= labels.length && size <= labels.length + 2;
  if (labels.length > 0 && fits(first) !== fits(second)) return fits(first);
  return first > second;
}
