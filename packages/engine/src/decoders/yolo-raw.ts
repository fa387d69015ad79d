import type { Tensor } from '../backends/runtime.js';
import type { DecodeYoloStep } from '../definition.js';
import type { Activation } from './activation.js';
import { identity, sigmoid } from './activation.js';
import type { Selection } from './box-chooser.js';
import type { CandidateList } from './candidate-list.js';
import type { DecoderContext } from './decoder.js';
import { readAnchors } from './yolo-anchors.js';
import { readDistances } from './yolo-distances.js';
import type { RawGrid } from './yolo-grid.js';
import { RawGrids } from './yolo-grid.js';
import { invalidHead, yoloStrides } from './yolo-head.js';

/** Adds the boxes above the threshold, in pixels of the input, to a list. */
export type ReadRaw = (outputs: readonly Tensor[], selection: Selection, list: CandidateList) => void;

/** Bins of Ultralytics' distributions. */
const usualBins = 16;
const boxesPerCell = 3;

/** Whether the outputs are the scales of a raw head: the step says so, or none has all boxes. */
export function isRaw(head: DecodeYoloStep['head'], outputs: readonly Tensor[]): boolean {
  if (head !== 'auto') return head === 'raw';
  return outputs.length > 1 && outputs.every(({ dims }) => dims.length >= 4);
}

/**
 * Reads heads that give their scales one by one: with anchors as v5 and v7 (the step must name them), without as v8. Scores
 * that all lie in 0..1 have been through the sigmoid already (some exporters do that); logits of a whole frame that did would make every cell a box. Error:
 * INVALID_NETWORK if a scale is missing, anchors are, or the channels do not fit the classes.
 */
export function rawReader({ anchors, strides }: DecodeYoloStep, context: DecoderContext): ReadRaw {
  const grids = new RawGrids(strides ?? anchors?.map((_, scale) => 8 << scale) ?? yoloStrides, context);
  if (anchors !== undefined) {
    return (outputs, selection, list) => {
      const scales = grids.open(outputs, (scale) => (anchors[scale] ?? []).length / 2);
      for (const { channels } of scales) checkAnchored(channels, context);
      const activation = activationOf(scales, 4, 5);
      for (const grid of scales) readAnchors(grid, anchors[grid.scale]!, activation, selection, list);
    };
  }
  return (outputs, selection, list) => {
    const scales = grids.open(outputs, () => 1);
    const bins = scales.map(({ channels }) => binsOf(channels, context));
    const activation = activationOf(scales, 4 * bins[0]!, scales[0]!.channels);
    scales.forEach((grid, i) => {
      readDistances(grid, bins[i]!, activation, selection, list);
    });
  };
}

function activationOf(scales: readonly RawGrid[], first: number, end: number): Activation {
  return scales.every((grid) => areScores(grid, first, end)) ? identity : sigmoid;
}

/** Whether the channels from `first` to before `end` of a cell's first box are within 0..1 in all cells. */
function areScores(grid: RawGrid, first: number, end: number): boolean {
  const { values, width, height, cellStep, channelStep } = grid;
  for (let k = first; k < end; k++) {
    for (let cell = 0; cell < width * height; cell++) {
      const value = values.at(cell * cellStep + k * channelStep);
      if (value < 0 || value > 1) return false;
    }
  }
  return true;
}

function checkAnchored(channels: number, { numClasses }: DecoderContext): void {
  const fits = numClasses > 0 ? channels === 5 + numClasses : channels > 5;
  if (fits) return;
  const expected = numClasses > 0 ? String(5 + numClasses) : 'more than 5';
  throw invalidHead(
    `Expected ${expected} values for each anchor of a raw head but the network gives ${channels}.`,
  );
}

function binsOf(channels: number, { numClasses }: DecoderContext): number {
  const bins = numClasses > 0 ? (channels - numClasses) / 4 : usualBins;
  if (numClasses > 0 && channels === boxesPerCell * (5 + numClasses)) {
    throw invalidHead(
      'Expected anchors for a raw head with three boxes per cell but received none. Set YOLO.anchors in extra_kwargs.',
    );
  }
  if (Number.isInteger(bins) && bins >= 1 && channels > 4 * bins) return bins;
  throw invalidHead(
    `Expected four distributions and ${numClasses || 'some'} class scores for each cell of a raw head but the network gives ${channels} values. A head with anchors needs YOLO.anchors in extra_kwargs.`,
  );
}
