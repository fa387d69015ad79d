import { describe, expect, it } from 'vitest';
import type { BoxSelection } from '../definition.js';
import { BoxChooser } from './box-chooser.js';
import { boxSelection as step } from './testing/box-selection.js';

const context = { inputWidth: 64, inputHeight: 32, numClasses: 3 };
const geometry = { scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0, sourceWidth: 64, sourceHeight: 32 };

/** Two that overlap, best last, and one elsewhere. */
function filled(values: Partial<BoxSelection> = {}): BoxChooser {
  const boxes = new BoxChooser({ ...step, ...values }, context);
  boxes.start({});
  boxes.add(10, 10, 8, 8, 0.5, 1, 70);
  boxes.add(30, 10, 8, 8, 0.6, 2, 71);
  boxes.add(10, 11, 8, 8, 0.9, 1, 72);
  return boxes;
}

describe('BoxChooser', () => {
  it('says what is wanted: what the request says, else the step', () => {
    const boxes = new BoxChooser({ ...step, multiLabel: true, classExclude: [2] }, context);
    expect(boxes.start({})).toMatchObject({ threshold: 0.25, multiLabel: true });
    const { threshold, wanted } = boxes.start({ scoreThreshold: 0 });
    expect([threshold, wanted(1), wanted(2)]).toEqual([0, true, false]);
  });

  it('remembers the rows of what survives', () => {
    const boxes = filled();
    const kept = boxes.survivors({});
    expect([...kept].map((index) => boxes.candidates.rows[index])).toEqual([72, 71]);
  });

  it('lets the request override suppression', () => {
    expect([...filled().survivors({ iouThreshold: 0.9 })]).toEqual([2, 1, 0]);
    expect([...filled().survivors({ maxResults: 1 })]).toEqual([2]);
    expect([...filled({ nmsTopK: 2 }).best({})]).toEqual([2, 1]);
    expect([...filled().best({ maxResults: 5 })]).toEqual([2, 1, 0]);
  });

  it.each(['xywh', 'ltwh'] as const)('leaves out what has a size below 0 (%s)', (boxFormat) => {
    const boxes = new BoxChooser({ ...step, boxFormat }, context);
    boxes.start({});
    boxes.add(10, 10, -8, 8, 0.9, 1, 0);
    boxes.add(10, 10, 8, -8, 0.9, 1, 1);
    boxes.add(10, 10, 0, 8, 0.9, 1, 2);
    expect([...boxes.candidates.rows.subarray(0, boxes.candidates.count)]).toEqual([2]);
  });

  it('gives columns in source pixels', () => {
    const boxes = filled();
    expect(boxes.chosen(Int32Array.of(2), { ...geometry, scaleX: 0.5, offsetY: 2 })).toEqual({
      count: 1,
      boxes: Float32Array.of(12, 5, 28, 13),
      scores: Float32Array.of(0.9),
      classIds: Int32Array.of(1),
    });
  });

  it('starts every frame anew', () => {
    const boxes = filled();
    boxes.start({});
    expect(boxes.survivors({})).toHaveLength(0);
    expect(boxes.chosen(new Int32Array(0), geometry)).toMatchObject({ count: 0 });
  });
});
