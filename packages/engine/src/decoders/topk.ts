import type { Classifications, RunOptions } from '@farsight/protocol';
import { FarsightError } from '@farsight/protocol';
import type { TopKStep } from '../definition.js';
import { areProbabilities, softmax } from '../kernels/softmax.js';
import { topK } from '../kernels/topk.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { FloatValues } from './float-values.js';

/** The best classes of the first output, whatever its dimensions: `[1,C]`, `[1,C,1,1]` … */
export function topKDecoder(step: TopKStep, { numClasses }: DecoderContext): Decoder {
  const floats = new FloatValues();
  return {
    kind: 'classifications',
    decode(outputs, _geometry, options) {
      const [output] = outputs;
      if (output === undefined || output.data.length === 0) {
        throw new FarsightError('INVALID_NETWORK', 'Expected an output with a value per class for topk.');
      }
      const values = floats.open(output).read(0, output.data.length);
      checkClasses(values.length, numClasses);
      return bestClasses(step, scoresOf(step, values), options);
    },
  };
}

function checkClasses(received: number, expected: number): void {
  if (expected === 0 || received === expected) return;
  throw new FarsightError(
    'INVALID_NETWORK',
    `Expected ${expected} values, one per class, for topk but the network gives ${received}.`,
  );
}

function scoresOf(step: TopKStep, values: Float32Array): Float32Array {
  // One value alone is no choice between classes: softmax would make every score 1.
  const wanted = step.softmax === 'auto' ? values.length > 1 && !areProbabilities(values) : step.softmax;
  return wanted ? softmax(values) : values;
}

function bestClasses(step: TopKStep, values: Float32Array, options: RunOptions): Classifications {
  const { scoreThreshold = -Infinity, maxResults = step.k } = options;
  const isWanted = (score: number): boolean => Number.isFinite(score) && score >= scoreThreshold;
  const best = topK(values, maxResults, step.largest).filter((index) => isWanted(values[index]!));
  const scores = Float32Array.from(best, (index) => values[index]!);
  return { kind: 'classifications', count: best.length, classIds: best, scores };
}
