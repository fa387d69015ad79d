import type { Detections, FrameResult, Meta } from '@farsight/protocol';
import { inferenceServer } from '@farsight/protocol/wire';
import { describe, expect, it } from 'vitest';
import { resultOf } from '../testing/results.js';
import { emptyResult, resultToCompat } from './compat-result.js';

const floats = (bytes: Uint8Array | undefined): number[] =>
  Array.from(new Float32Array(Uint8Array.from(bytes ?? []).buffer));
const integers = (bytes: Uint8Array | undefined): number[] =>
  Array.from(new Int32Array(Uint8Array.from(bytes ?? []).buffer));

/** As a client would get it. */
function overTheWire(result: inferenceServer.Inferenceresult): inferenceServer.Inferenceresult {
  return inferenceServer.Inferenceresult.decode(inferenceServer.Inferenceresult.encode(result).finish());
}

describe('resultToCompat', () => {
  it('has detections as objects: float32 boxes and scores, int32 classes, little-endian', () => {
    const { obj, classifier, image } = overTheWire(resultToCompat(resultOf(0.5)));
    expect(floats(obj?.boxes)).toEqual([1, 2, 3, 4]);
    expect(floats(obj?.scores)).toEqual([0.5]);
    expect(integers(obj?.classes)).toEqual([7]);
    expect([classifier, image]).toEqual([undefined, undefined]);
  });

  it('puts the boxes of several tasks together', () => {
    const meta = { a: resultOf(1).meta.detections!, b: resultOf(2).meta.detections! };
    const { obj } = overTheWire(resultToCompat({ ...resultOf(1), meta }));
    expect(floats(obj?.scores)).toEqual([1, 2]);
    expect(floats(obj?.boxes)).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
  });

  it('has classifications as one region each, the whole frame', () => {
    const result: FrameResult = {
      ...resultOf(0),
      meta: {
        classes: {
          kind: 'classifications',
          count: 2,
          classIds: Int32Array.of(3, 1),
          scores: Float32Array.of(0.75, 0.25),
        },
      },
    };
    const { obj, classifier } = overTheWire(resultToCompat(result));
    expect(obj).toBeUndefined();
    expect(classifier?.scores.map(({ scores }) => scores.map(floats))).toEqual([[[0.75, 0.25]]]);
    expect(classifier?.classes.map(({ classes }) => classes.map(integers))).toEqual([[[3, 1]]]);
    expect(classifier?.boxes.map(({ boxes }) => boxes.map(floats))).toEqual([[[0, 0, 640, 480]]]);
  });

  it('has tracks, keypoints and segments as objects too, and classes of boxes with the box', () => {
    const { boxes, scores, classIds, count } = resultOf(0.5).meta.detections as Detections;
    const columns = { count, boxes, scores, classIds };
    const meta: Meta = {
      people: { kind: 'tracks', ...columns, trackIds: Int32Array.of(3) },
      poses: { kind: 'keypoints', ...columns, keypointsPerBox: 1, keypoints: Float32Array.of(1, 2, 1) },
      masks: { kind: 'segments', ...columns, width: 1, height: 1, masks: [Uint32Array.of(1)] },
      turned: { kind: 'oriented-boxes', count: 1, boxes: Float32Array.of(1, 2, 3, 4, 5), scores, classIds },
      clothes: {
        kind: 'classifications',
        count: 2,
        classIds: Int32Array.of(4, 2),
        scores: Float32Array.of(0.75, 0.25),
        regions: { of: 'people', parents: Int32Array.of(0, 0) },
      },
    };
    const { obj, classifier } = overTheWire(resultToCompat({ ...resultOf(0), meta }));
    expect(floats(obj?.boxes)).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
    expect(classifier?.boxes.map((task) => task.boxes.map(floats))).toEqual([[[1, 2, 3, 4]]]);
    expect(classifier?.classes.map(({ classes }) => classes.map(integers))).toEqual([[[4, 2]]]);
  });

  it('has an empty object list where nothing was found, and nothing at all where there is no such task', () => {
    const none = {
      kind: 'detections',
      count: 0,
      boxes: new Float32Array(),
      scores: new Float32Array(),
      classIds: new Int32Array(),
    } as const;
    expect(
      overTheWire(resultToCompat({ ...resultOf(0), meta: { detections: none } })).obj?.boxes,
    ).toHaveLength(0);
    expect(resultToCompat({ ...resultOf(0), meta: {} })).toEqual(emptyResult);
  });
});
