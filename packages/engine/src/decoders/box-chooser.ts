import type { RunOptions } from '@farsight/protocol';
import type { BoxSelection } from '../definition.js';
import type { SuppressionOptions } from '../kernels/nms.js';
import { suppress } from '../kernels/nms.js';
import type { Geometry } from '../kernels/placement.js';
import { rankByScore } from '../kernels/rank.js';
import type { AddBox } from './box-format.js';
import { boxAdder } from './box-format.js';
import { CandidateList } from './candidate-list.js';
import type { DecoderContext } from './decoder.js';
import { sourceBoxes } from './source-boxes.js';

/** What of a head's output is wanted. */
export interface Selection {
  /** Scores must be above this. */
  readonly threshold: number;
  /** A box counts for every class above the threshold, not for its best alone. */
  readonly multiLabel: boolean;
  /** Whether a class is wanted, by its id. */
  readonly wanted: (classId: number) => boolean;
}

/** The columns that all results with boxes have. */
export interface ChosenBoxes {
  readonly count: number;
  readonly boxes: Float32Array;
  readonly scores: Float32Array;
  readonly classIds: Int32Array;
}

/**
 * Chooses boxes of a frame as a step says, and a request that overrides it: {@link start}, then {@link add} what the
 * selection wants, then {@link survivors} or {@link best} for the indexes of the candidates kept. What else the network
 * says about them is at `candidates.rows[index]`. Keeps its buffers for the next frame.
 */
export class BoxChooser {
  readonly candidates: CandidateList;
  /** Adds a box in the step's format. */
  readonly add: AddBox;
  /** Adds a box given by its corners, whatever the step's format: 0..1 if the step says so, else pixels of the input. */
  readonly addCorners: AddBox;
  readonly #step: BoxSelection;
  readonly #wanted: (classId: number) => boolean;

  constructor(step: BoxSelection, context: DecoderContext) {
    this.#step = step;
    this.#wanted = classSelector(step);
    this.candidates = new CandidateList(step.maxNmsBoxes);
    this.add = boxAdder(this.candidates, step.boxFormat, step.normalizedCoord, context);
    this.addCorners = boxAdder(this.candidates, 'xyxy', step.normalizedCoord, context);
  }

  /** Forgets the frame before, and says what of this one to add. */
  start({ scoreThreshold }: RunOptions): Selection {
    this.candidates.clear();
    const { confThreshold, multiLabel } = this.#step;
    return { threshold: scoreThreshold ?? confThreshold, multiLabel, wanted: this.#wanted };
  }

  /** Candidates left by suppression, best first. */
  survivors(options: RunOptions): Int32Array {
    return suppress(this.candidates, this.suppression(options));
  }

  /** The best candidates, of a network that suppressed the others itself. */
  best(options: RunOptions): Int32Array {
    const { scores, count } = this.candidates;
    return rankByScore(scores, count, this.suppression(options).maxKept);
  }

  /** What suppression goes by, for boxes that need one of their own. */
  suppression({ iouThreshold, maxResults }: RunOptions): SuppressionOptions {
    const step = this.#step;
    return {
      iouThreshold: iouThreshold ?? step.nmsIouThreshold,
      classAgnostic: step.nmsClassAgnostic,
      maxCandidates: step.maxNmsBoxes,
      maxKept: maxResults ?? step.nmsTopK,
    };
  }

  /** The candidates kept, in source pixels. */
  chosen(kept: Int32Array, geometry: Geometry): ChosenBoxes {
    const { boxes, scores, classIds } = this.candidates;
    return {
      count: kept.length,
      boxes: sourceBoxes(boxes, kept, geometry),
      scores: Float32Array.from(kept, (index) => scores[index]!),
      classIds: Int32Array.from(kept, (index) => classIds[index]!),
    };
  }
}

function classSelector({ classFilter, classExclude }: BoxSelection): (classId: number) => boolean {
  const included = new Set(classFilter);
  const excluded = new Set(classExclude);
  if (included.size === 0 && excluded.size === 0) return () => true;
  return (classId) => (included.size === 0 || included.has(classId)) && !excluded.has(classId);
}
