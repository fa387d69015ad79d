import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FarsightError } from '../domain/errors.js';
import type { DepthMap, TaskResult } from '../domain/meta.js';
import { TaskResult as TaskResultMessage } from '../gen/farsight/v1/farsight.js';
import { anyResult, everyKind } from '../testing/any-result.js';
import { taskFromMessage, taskToMessage, type ResultMessage } from './task-result.js';

/** There and back through real bytes. */
function travel(result: TaskResult): TaskResult | undefined {
  const bytes = TaskResultMessage.encode({ task: 't', result: taskToMessage(result) }).finish();
  const message = TaskResultMessage.decode(bytes).result;
  return message && taskFromMessage(message);
}

describe('results', () => {
  it.each(everyKind)('of the kind %s travel unchanged', (kind) => {
    const any: fc.Arbitrary<TaskResult> = anyResult[kind];
    fc.assert(
      fc.property(any, (result) => {
        expect(travel(result)).toEqual(result);
      }),
      { numRuns: 60 },
    );
  });

  it('keep values that are no numbers', () => {
    const [scores, classIds] = [Float32Array.of(NaN), Int32Array.of(1)];
    const boxes = Float32Array.of(NaN, Infinity, -Infinity, 1);
    const result: TaskResult = { kind: 'detections', count: 1, boxes, scores, classIds };
    expect(travel(result)).toEqual(result);
  });
});

describe('distances', () => {
  const map = (...values: number[]): DepthMap => ({
    kind: 'depth',
    width: values.length,
    height: 1,
    values: Float32Array.from(values),
  });

  it('come back within half a step of 65535 between the least and the greatest', () => {
    const values = fc.array(fc.float({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(values, (list) => {
        const sent = map(...list);
        const back = travel(sent) as DepthMap;
        const step = (Math.max(...sent.values) - Math.min(...sent.values)) / 65_535;
        // The step's half, and what float32 itself rounds.
        const tolerance = step / 2 + 1e6 * 2 ** -23;
        back.values.forEach((value, i) =>
          expect(Math.abs(value - (sent.values[i] ?? NaN))).toBeLessThanOrEqual(tolerance),
        );
      }),
    );
  });

  it.each([
    ['NaN and endless ones become the least', [NaN, 1, 3, Infinity, -Infinity], [1, 1, 3, 1, 1]],
    ['NaN alone becomes 0', [NaN, NaN], [0, 0]],
    ['all equal stay so', [2.5, 2.5], [2.5, 2.5]],
    ['the widest range of float32 stays finite', [-3e38, 3e38], [-3e38, 3e38]],
  ])('%s', (_, sent, back) => {
    expect(travel(map(...sent))).toEqual(map(...back));
  });
});

describe('messages that do not fit together', () => {
  const box = { boxes: [1, 2, 3, 4], scores: [1], classIds: [0], regions: undefined };
  const size = { width: 2, height: 2 };
  const regions = { of: 'faces', parents: [0, 1] };

  it.each<[string, ResultMessage]>([
    ['too few coordinates', { $case: 'detections', value: { ...box, boxes: [1, 2, 3] } }],
    ['too many coordinates', { $case: 'detections', value: { ...box, boxes: [1, 2, 3, 4, 5] } }],
    ['no class id', { $case: 'detections', value: { ...box, classIds: [] } }],
    ['regions of other boxes', { $case: 'detections', value: { ...box, regions } }],
    ['regions of other classes', { $case: 'classifications', value: { ...box, regions } }],
    ['classes without scores', { $case: 'classifications', value: { ...box, scores: [] } }],
    ['no track id', { $case: 'tracks', value: { ...box, trackIds: [] } }],
    ['track ids of other boxes', { $case: 'tracks', value: { ...box, trackIds: [1, 2] } }],
    [
      'keypoints of other boxes',
      { $case: 'keypoints', value: { ...box, keypointsPerBox: 2, keypoints: [1, 2, 1], trackIds: [] } },
    ],
    [
      'keypoints followed in part',
      { $case: 'keypoints', value: { ...box, keypointsPerBox: 0, keypoints: [], trackIds: [1, 2] } },
    ],
    ['no mask', { $case: 'segments', value: { ...box, ...size, masks: [], trackIds: [] } }],
    [
      'a mask of another size',
      { $case: 'segments', value: { ...box, ...size, masks: [{ runs: [1, 2] }], trackIds: [] } },
    ],
    ['4 values of a turned box', { $case: 'orientedBoxes', value: box }],
    ['a map of another size', { $case: 'semantic', value: { ...size, classIds: [0], lengths: [5] } }],
    ['runs without a class', { $case: 'semantic', value: { ...size, classIds: [], lengths: [4] } }],
    ['too few distances', { $case: 'depth', value: { ...size, values: new Uint8Array(7), min: 0, max: 1 } }],
    ['half a vector', { $case: 'embeddings', value: { size: 2, vectors: [1, 2, 3], regions: undefined } }],
    ['vectors without size', { $case: 'embeddings', value: { size: 0, vectors: [1], regions: undefined } }],
    ['regions of other vectors', { $case: 'embeddings', value: { size: 1, vectors: [1], regions } }],
    ['a text without a score', { $case: 'text', value: { texts: ['a'], scores: [], regions: undefined } }],
    ['regions of other texts', { $case: 'text', value: { texts: ['a'], scores: [1], regions } }],
  ])('%s', (_, message) => {
    let thrown: unknown;
    try {
      taskFromMessage(message);
    } catch (error) {
      thrown = error;
    }
    expect(FarsightError.is(thrown) && thrown.code).toBe('INTERNAL');
    expect(String(thrown)).toContain('does not fit together');
  });
});
