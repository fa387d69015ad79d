import type { DepthMap } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../backends/runtime.js';
import type { Geometry } from '../kernels/placement.js';
import { placeFrame } from '../kernels/placement.js';
import { depthDecoder } from './depth.js';
import { plainGeometry } from './testing/box-selection.js';
import { filledTensor } from './testing/filled-tensor.js';
import { floatTensor } from './testing/head-tensor.js';

function decode(outputs: readonly Tensor[], geometry: Geometry, inputSide = 4): DepthMap {
  const context = { inputWidth: inputSide, inputHeight: inputSide, numClasses: 0 };
  return depthDecoder({ op: 'depth' }, context).decode(outputs, geometry, {}) as DepthMap;
}

function letterboxed(width: number, height: number, side: number): Geometry {
  const letterbox = {
    op: 'letterbox',
    width: side,
    height: side,
    scaleUp: true,
    padValue: 114,
    placement: 'center',
    rounding: 'half-even',
  } as const;
  return placeFrame({ kind: 'letterbox', letterbox }, width, height).geometry;
}

const values = Array.from({ length: 16 }, (_, i) => i / 4);

describe('a map of distances', () => {
  it.each([[[1, 4, 4]], [[1, 1, 4, 4]], [[1, 4, 4, 1]]])('is taken as it is from %j', (dims) => {
    const expected = { kind: 'depth', width: 4, height: 4, values: Float32Array.from(values) };
    expect(decode([filledTensor(dims, values)], plainGeometry(4))).toEqual(expected);
  });

  it('loses its padding', () => {
    const found = decode([filledTensor([1, 4, 4], values)], letterboxed(8, 4, 4));
    expect(found).toMatchObject({ width: 4, height: 2 });
    expect([...found.values]).toEqual(values.slice(4, 12));
  });

  it('has zeros for what is no finite number', () => {
    const strange = [NaN, Infinity, -Infinity, ...values.slice(3)];
    const found = decode([filledTensor([1, 4, 4], strange)], plainGeometry(4));
    expect([...found.values]).toEqual([0, 0, 0, ...values.slice(3)]);
  });

  it('covers frames of any shape, and is of any size itself', () => {
    const side = fc.integer({ min: 1, max: 2000 });
    const mapSide = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(side, side, mapSide, mapSide, (width, height, mapWidth, mapHeight) => {
        const geometry = letterboxed(width, height, 60);
        const found = decode([floatTensor([1, mapHeight, mapWidth])], geometry, 60);
        expect(found.values).toHaveLength(found.width * found.height);
        expect(found.values.length).toBeGreaterThan(0);
        expect(found.width <= mapWidth && found.height <= mapHeight).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is of whole frames', () => {
    const resize = {
      op: 'resize',
      size: { width: 8, height: 8 },
      interpolation: 'bilinear',
      antialias: false,
    } as const;
    const crop = { op: 'centercrop', width: 4, height: 4 } as const;
    const { geometry } = placeFrame({ kind: 'resize', resize, crop }, 8, 8);
    expect(() => decode([filledTensor([1, 4, 4], values)], geometry)).toThrow(
      /shows the whole frame for depth/,
    );
  });

  it.each<[string, readonly Tensor[]]>([
    ['none', []],
    ['a vector', [floatTensor([1, 10])]],
    ['three channels', [floatTensor([1, 3, 4, 4])]],
    ['no pixels', [floatTensor([1, 0, 4])]],
  ])('is not made of other outputs: %s', (_name, outputs) => {
    const make = (): DepthMap => decode(outputs, plainGeometry(4));
    expect(make).toThrow(/Expected a map \[1,H,W\] or \[1,1,H,W\] for depth/);
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_NETWORK' }) as Error);
  });
});
