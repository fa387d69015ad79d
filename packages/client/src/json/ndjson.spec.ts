import type { EncodedFrame } from '@farsight/protocol';
import { FarsightError, noDrops } from '@farsight/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortestFloat32 } from './float32-text.js';
import { toJson, toNdjson } from './ndjson.js';
import type { StreamItem } from '../stream/item.js';

const stamp = { streamId: 'cam-1', index: 7, ptsUs: 280_000 };
const image: EncodedFrame = { stamp, codec: 'jpeg', data: new Uint8Array(1) };
const item: StreamItem = {
  image,
  stamp,
  width: 810,
  height: 1080,
  dropped: 2,
  drops: { ...noDrops, client: 1, queue: 1 },
  timings: {
    queueMs: Math.fround(0.1),
    decodeMs: 1.5,
    preprocessMs: 2,
    runMs: Math.fround(23.4),
    postprocessMs: 0,
  },
  meta: {
    detections: {
      kind: 'detections',
      count: 2,
      boxes: Float32Array.of(1.1, 2.2, 300.75, 400, 0, 0, 5, 6),
      scores: Float32Array.of(0.9, 0.25),
      classIds: Int32Array.of(0, 5),
    },
    kinds: { kind: 'classifications', count: 1, scores: Float32Array.of(0.7), classIds: Int32Array.of(1) },
  },
};

describe('an item in JSON', () => {
  it('has the documented fields, floats short and exact', () => {
    expect(toNdjson(item, { detections: ['person'], kinds: ['day', 'night'] })).toBe(
      '{"stream":"cam-1","index":7,"ptsUs":280000,"width":810,"height":1080,"dropped":2,"drops":{"client":1,"queue":1},' +
        '"timings":{"queueMs":0.1,"decodeMs":1.5,"preprocessMs":2,"runMs":23.4,"postprocessMs":0},' +
        '"meta":{"detections":{"kind":"detections","boxes":[[1.1,2.2,300.75,400],[0,0,5,6]],"scores":[0.9,0.25],' +
        '"classIds":[0,5],"labels":["person","class 5"]},' +
        '"kinds":{"kind":"classifications","scores":[0.7],"classIds":[1],"labels":["night"]}}}\n',
    );
  });

  it('leaves reasons out where nothing was dropped, or nobody knows them', () => {
    expect(toJson({ ...item, dropped: 0, drops: noDrops }, {})).not.toHaveProperty('drops');
    expect(toJson({ ...item, drops: undefined }, {})).not.toHaveProperty('drops');
  });

  it('says which file its frame comes from, where somebody knows', () => {
    const fileOf = (index: number): string => `photo${index}.jpg`;
    expect(toJson(item, {}, { fileOf })).toMatchObject({ index: 7, file: 'photo7.jpg' });
  });

  it('has the error of a frame that failed, and no results', () => {
    const error = new FarsightError('INVALID_FRAME', 'Not an image.');
    expect(toJson({ ...item, error }, {})).toEqual({
      stream: 'cam-1',
      index: 7,
      ptsUs: 280_000,
      dropped: 2,
      drops: { client: 1, queue: 1 },
      error: { code: 'INVALID_FRAME', message: 'Not an image.' },
    });
  });
});

describe('shortestFloat32', () => {
  it('is the same float32, and no decimal with fewer digits is', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const short = shortestFloat32(value);
        expect(Math.fround(short)).toBe(value === 0 ? 0 : value);
        const digits = short.toExponential().replace(/e.*|[-.]/g, '').length;
        // Subnormal numbers have fewer significant bits, so that fewer digits can do.
        const exempt = digits === 1 || Math.abs(value) < 2 ** -126;
        expect(exempt || Math.fround(Number(value.toPrecision(digits - 1))) !== value).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves alone what is not a float32', () => {
    expect([shortestFloat32(0.1), shortestFloat32(1 / 3), shortestFloat32(Infinity)]).toEqual([
      0.1,
      1 / 3,
      Infinity,
    ]);
    expect(shortestFloat32(NaN)).toBeNaN();
  });
});
