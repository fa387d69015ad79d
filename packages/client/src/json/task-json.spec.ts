import { maskToBitmap, type TaskResult } from '@farsight/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
// The generator of any result; tests may reach into the package that owns the types.
import { anyResult, everyKind } from '../../../protocol/src/testing/any-result.js';
import { base64 } from './base64.js';
import { taskJson } from './task-json.js';

const any: fc.Arbitrary<TaskResult> = fc.oneof(...everyKind.map((kind) => anyResult[kind]));
const one = { count: 1, classIds: Int32Array.of(0), scores: Float32Array.of(0.5) };

describe('results in JSON', () => {
  it.each(everyKind)('of the kind %s say so, and survive being written and read', (kind) => {
    const results: fc.Arbitrary<TaskResult> = anyResult[kind];
    fc.assert(
      fc.property(results, fc.constantFrom('rle', 'polygons'), (result, masks) => {
        const json = taskJson(result, ['a'], { masks });
        expect(json.kind).toBe(kind);
        // Nothing that JSON would turn into something else: -0 alone becomes 0.
        const positiveZero: unknown = JSON.parse(
          JSON.stringify(json, (_, value: unknown) => (value === 0 ? 0 : value)),
        );
        expect(JSON.parse(JSON.stringify(json))).toEqual(positiveZero);
        expect(JSON.stringify(json)).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 50 },
    );
  });

  it('have an entry in every list for each thing', () => {
    fc.assert(
      fc.property(any, (result) => {
        if (!('count' in result)) return;
        const lists = Object.entries(taskJson(result, [])).filter(([, value]) => Array.isArray(value));
        expect(lists.map(([name, list]) => [name, (list as unknown[]).length])).toEqual(
          lists.map(([name]) => [name, result.count]),
        );
      }),
    );
  });

  it('have null for what is no number', () => {
    const boxes = Float32Array.of(NaN, Infinity, -Infinity, 1.1);
    const result: TaskResult = { kind: 'detections', ...one, scores: Float32Array.of(NaN), boxes };
    expect(taskJson(result, ['a'])).toMatchObject({ boxes: [[null, null, null, 1.1]], scores: [null] });
    const turned = Float32Array.of(1, 2, 3, 4, NaN);
    expect(taskJson({ kind: 'oriented-boxes', ...one, boxes: turned }, ['a'])).toMatchObject({
      boxes: [[1, 2, 3, 4, null]],
      corners: [new Array(4).fill([null, null])],
    });
  });

  it("have the mask's pixels, as run lengths and as polygons", () => {
    const runs = Uint32Array.of(1, 2, 3);
    const segments: TaskResult = {
      kind: 'segments',
      ...one,
      boxes: new Float32Array(4),
      width: 2,
      height: 3,
      masks: [runs],
    };
    expect(Array.from(maskToBitmap(runs, 2, 3))).toEqual([0, 0, 1, 0, 1, 0]);
    expect(taskJson(segments, [])).toMatchObject({ masks: [{ size: [3, 2], counts: [1, 2, 3] }] });
    expect(taskJson(segments, [], { masks: 'polygons' })).toMatchObject({
      masks: [[[0, 1, 1, 1, 1, 3, 0, 3]]],
    });
  });

  it('have distances as 16 bits, the least and the greatest beside them', () => {
    const values = Float32Array.of(2, 4, NaN, 3);
    const json = taskJson({ kind: 'depth', width: 2, height: 2, values }, []);
    expect(json).toMatchObject({ min: 2, max: 4, width: 2, height: 2 });
    const bytes = Buffer.from('values' in json ? json.values : '', 'base64');
    expect([0, 2, 4, 6].map((at) => bytes.readUInt16LE(at))).toEqual([0, 65_535, 0, 32_768]);
  });
});

describe('base64', () => {
  it('is that of Node, for every length and beyond a piece', () => {
    for (const length of [0, 1, 2, 3, 4, 24_575, 24_576, 24_577, 100_000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) % 256);
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }
  });
});
