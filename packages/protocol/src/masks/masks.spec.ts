import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskArea, maskBounds, maskFromBitmap, maskPolygons, maskToBitmap } from './index.js';

/** A mask as one draws it: `#` is set. */
function drawn(...rows: string[]): { runs: Uint32Array; width: number; height: number } {
  const [width, height] = [rows[0]?.length ?? 0, rows.length];
  const bitmap = Uint8Array.from(rows.join(''), (character) => (character === '#' ? 1 : 0));
  return { runs: maskFromBitmap(bitmap, width, height), width, height };
}

function polygonsOf(...rows: string[]): number[][] {
  const { runs, width, height } = drawn(...rows);
  return maskPolygons(runs, width, height);
}

/** Slow and clear: a pixel is set if a ray from its centre crosses the edges of a polygon an odd number of times. */
function filled(polygons: readonly number[][], width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    return polygons.some((points) => contains(points, x, y)) ? 1 : 0;
  });
}

function contains(points: readonly number[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0; i < points.length; i += 2) {
    const [x1, y1] = [points[i]!, points[i + 1]!];
    const [x2, y2] = [points[(i + 2) % points.length]!, points[(i + 3) % points.length]!];
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
  }
  return inside;
}

const anyBitmap = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }), fc.constantFrom(0.2, 0.5, 0.9))
  .chain(([width, height, share]) =>
    fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), {
        minLength: width * height,
        maxLength: width * height,
      })
      .map((values) => ({
        width,
        height,
        bitmap: Uint8Array.from(values, (value) => (value < share ? 1 : 0)),
      })),
  );

describe('run lengths', () => {
  it('are those of COCO: column by column, the first run of 0', () => {
    expect(drawn('.#', '##').runs).toEqual(Uint32Array.of(1, 3));
    expect(drawn('##', '.#').runs).toEqual(Uint32Array.of(0, 1, 1, 2));
    expect(drawn('..', '..').runs).toEqual(Uint32Array.of(4));
  });

  it('become the pixels again', () => {
    fc.assert(
      fc.property(anyBitmap, ({ width, height, bitmap }) => {
        const runs = maskFromBitmap(bitmap, width, height);
        expect(maskToBitmap(runs, width, height)).toEqual(bitmap);
        expect(maskArea(runs)).toBe(bitmap.reduce((sum, value) => sum + value, 0));
      }),
    );
  });

  it('beyond the mask are left out', () => {
    expect(maskToBitmap(Uint32Array.of(1, 100), 2, 2)).toEqual(Uint8Array.of(0, 1, 1, 1));
    expect(maskToBitmap(Uint32Array.of(100, 7), 2, 2)).toEqual(new Uint8Array(4));
  });

  it('tell where the set pixels lie', () => {
    const { runs, width, height } = drawn('.....', '..#..', '..##.', '.....');
    expect(maskBounds(runs, width, height)).toEqual({ x1: 2, y1: 1, x2: 4, y2: 3 });
    expect(maskBounds(Uint32Array.of(20), 5, 4)).toBeUndefined();
  });
});

describe('polygons', () => {
  it('run along the edges of the pixels', () => {
    expect(polygonsOf('....', '.##.', '.##.')).toEqual([[1, 1, 3, 1, 3, 3, 1, 3]]);
  });

  it('are one per part; pixels that touch at a corner are two', () => {
    expect(polygonsOf('#.', '.#')).toEqual([
      [0, 0, 1, 0, 1, 1, 0, 1],
      [1, 1, 2, 1, 2, 2, 1, 2],
    ]);
  });

  it('go around a hole through a cut', () => {
    const [polygon, ...others] = polygonsOf('###', '#.#', '###');
    expect(others).toEqual([]);
    // Around the hole, back to the left edge, around the whole.
    expect(polygon).toEqual([1, 1, 1, 2, 2, 2, 2, 1, 0, 1, 0, 0, 3, 0, 3, 3, 0, 3, 0, 1]);
  });

  it('are none where nothing is set', () => {
    expect(polygonsOf('..', '..')).toEqual([]);
    expect(maskPolygons(new Uint32Array(), 0, 0)).toEqual([]);
  });

  it('hold exactly the pixels of the mask, whatever holes and islands it has', () => {
    fc.assert(
      fc.property(anyBitmap, ({ width, height, bitmap }) => {
        const polygons = maskPolygons(maskFromBitmap(bitmap, width, height), width, height);
        expect(filled(polygons, width, height)).toEqual(bitmap);
      }),
      { numRuns: 300 },
    );
  });

  it('take no quadratic time for a mask of nothing but holes', () => {
    const side = 600;
    const bitmap = Uint8Array.from({ length: side * side }, (_, i) =>
      (i % side) % 2 === 1 && Math.floor(i / side) % 2 === 1 ? 0 : 1,
    );
    const [polygon, ...others] = maskPolygons(maskFromBitmap(bitmap, side, side), side, side);
    expect(others).toEqual([]);
    // 4 corners per hole and 2 at each end of its cut, less those that fall together.
    expect(polygon!.length).toBeGreaterThan(2 * 4 * (side / 2 - 1) ** 2);
  });
});
