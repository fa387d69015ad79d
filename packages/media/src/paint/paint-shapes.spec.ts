import {
  maskFromBitmap,
  type DrawCommand,
  type DrawList,
  type PixelFrame,
  type Rgb,
} from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPixelFrame } from '../pixels/pixel-frame.js';
import { paint } from './paint.js';

const [width, height, padding] = [13, 9, 5];
const red: Rgb = [255, 0, 0];
const blue: Rgb = [0, 0, 255];

/** A grey frame; rows have padding, which nobody may touch. */
function grey(): PixelFrame {
  const strideBytes = 3 * width + padding;
  const layout = { width, height, format: 'rgb24', strideBytes } as const;
  return createPixelFrame(layout, new Uint8Array(strideBytes * height).fill(100));
}

/** The painted frame, row by row: what `see` says of each pixel. */
function painted<T>(list: DrawList, see: (rgb: readonly number[]) => T): T[][] {
  using pixels = grey();
  paint(pixels, list);
  return Array.from({ length: height }, (_row, y) => {
    const end = (y + 1) * pixels.strideBytes;
    expect([...pixels.data.subarray(end - padding, end)]).toEqual(new Array(padding).fill(100));
    return Array.from({ length: width }, (_column, x) => {
      const at = y * pixels.strideBytes + 3 * x;
      return see([...pixels.data.subarray(at, at + 3)]);
    });
  });
}

function shape(...list: DrawCommand[]): string[] {
  return painted(list, ([r]) => (r === 100 ? '.' : '#')).map((row) => row.join(''));
}

/** The pixels whose centre fulfils a condition. */
function twin(holds: (x: number, y: number) => boolean): string[] {
  return Array.from({ length: height }, (_row, y) =>
    Array.from({ length: width }, (_column, x) => (holds(x + 0.5, y + 0.5) ? '#' : '.')).join(''),
  );
}

function line(points: number[], lineWidth = 1, closed = false): DrawCommand {
  return { op: 'polyline', points, closed, color: red, lineWidth };
}

function distance(x: number, y: number, [x1, y1, x2, y2]: readonly number[]): number {
  const [dx, dy] = [x2! - x1!, y2! - y1!];
  const share = Math.min(1, Math.max(0, ((x - x1!) * dx + (y - y1!) * dy) / (dx ** 2 + dy ** 2 || 1)));
  return Math.hypot(x - x1! - share * dx, y - y1! - share * dy);
}

// Off the grid, so that no centre of a pixel lies on an edge.
const place = fc.integer({ min: -80, max: 240 }).map((value) => value / 10 + 0.0137);
const size = fc.integer({ min: 10, max: 60 }).map((value) => value / 10 + 0.0071);

describe('lines', () => {
  it('are equal to testing the distance of every pixel', () => {
    fc.assert(
      fc.property(fc.tuple(place, place, place, place), size, (points, lineWidth) => {
        const near = twin((x, y) => distance(x, y, points) < lineWidth / 2);
        expect(shape(line(points, lineWidth))).toEqual(near);
      }),
      { numRuns: 300 },
    );
  });

  it('lead from point to point, and back where closed', () => {
    const corners = [1.5, 1.5, 8.5, 1.5, 8.5, 5.5];
    expect(shape(line(corners))).toEqual(shape(line(corners.slice(0, 4)), line(corners.slice(2))));
    expect(shape(line(corners, 1, true))).toEqual(shape(line(corners), line([8.5, 5.5, 1.5, 1.5])));
  });

  it('have no gaps, however thin and steep', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: width - 1 }), (end) => {
        for (const row of shape(line([2.5, 0, end + 0.5, height]))) expect(row).toContain('#');
      }),
    );
  });

  it('of one point are dots, of none nothing', () => {
    expect(shape(line([4, 4], 4))).toEqual(shape({ op: 'dot', x: 4, y: 4, radius: 2, color: red }));
    expect(shape(line([], 4, true))).toEqual(shape());
  });
});

describe('dots', () => {
  it('are equal to testing every pixel against the circle', () => {
    fc.assert(
      fc.property(place, place, size, (x, y, radius) => {
        const inside = twin((px, py) => Math.hypot(px - x, py - y) < radius);
        expect(shape({ op: 'dot', x, y, radius, color: red })).toEqual(inside);
      }),
    );
  });
});

describe('masks', () => {
  const bits = fc.array(fc.constantFrom(0, 1), { minLength: 15 * 11, maxLength: 15 * 11 });

  it('tint exactly their pixels, as far as these lie in the frame', () => {
    fc.assert(
      fc.property(bits, fc.constantFrom([15, 11], [11, 15], [5, 33]), (bitmap, [wide, high]) => {
        const runs = maskFromBitmap(Uint8Array.from(bitmap), wide, high);
        const mask: DrawCommand = { op: 'mask', runs, width: wide, height: high, color: red, opacity: 0.5 };
        const expected = twin((x, y) => {
          const [column, row] = [Math.floor(x), Math.floor(y)];
          return column < wide && row < high && bitmap[row * wide + column] === 1;
        });
        expect(shape(mask)).toEqual(expected);
      }),
    );
  });

  it.each([
    [0, [100, 100, 100]],
    [0.25, [139, 75, 75]],
    [1, [255, 0, 0]],
    [7, [255, 0, 0]],
    [NaN, [100, 100, 100]],
  ])('mix their colour in with opacity %d', (opacity, expected) => {
    const runs = Uint32Array.of(0, width * height);
    const [row] = painted([{ op: 'mask', runs, width, height, color: red, opacity }], (rgb) => rgb);
    expect(row?.[3]).toEqual(expected);
  });
});

describe('maps', () => {
  it('cover the frame, each pixel with the cell it lies in', () => {
    const side = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(side, side, fc.nat(200), (wide, high, seed) => {
        const indexes = Uint8Array.from({ length: wide * high }, (_, i) => (i * 7 + seed) % 3);
        const map: DrawCommand = {
          op: 'map',
          width: wide,
          height: high,
          indexes,
          palette: [red, blue],
          opacity: 1,
        };
        const seen = painted([map], ([r, , b]) => (r === 255 ? 0 : b === 255 ? 1 : 2));
        seen.forEach((row, y) =>
          row.forEach((index, x) => {
            const [column, line] = [((x + 0.5) * wide) / width, ((y + 0.5) * high) / height];
            expect(index).toBe(indexes[Math.floor(line) * wide + Math.floor(column)]);
          }),
        );
      }),
    );
  });

  it('of no size draw nothing', () => {
    const map: DrawCommand = {
      op: 'map',
      width: 0,
      height: 0,
      indexes: new Uint8Array(),
      palette: [red],
      opacity: 1,
    };
    expect(shape(map)).toEqual(shape());
  });
});

describe('anything', () => {
  const number = fc.oneof(
    fc.double(),
    fc.constantFrom(NaN, Infinity, -Infinity, 1e300, -1e300, 0),
    fc.integer({ min: -30, max: 30 }),
  );
  const command: fc.Arbitrary<DrawCommand> = fc.oneof(
    fc
      .tuple(fc.array(number, { maxLength: 9 }), number, fc.boolean())
      .map(([points, lineWidth, closed]) => line(points, lineWidth, closed)),
    fc
      .tuple(number, number, number)
      .map(([x, y, radius]): DrawCommand => ({ op: 'dot', x, y, radius, color: red })),
    fc.tuple(fc.uint8Array({ maxLength: 9 }), number).map(([runs, opacity]): DrawCommand => {
      const mask = { runs: Uint32Array.from(runs), width: 4, height: 20 };
      return { op: 'mask', ...mask, color: red, opacity };
    }),
    fc.tuple(fc.uint8Array({ maxLength: 9 }), number).map(([indexes, opacity]): DrawCommand => {
      return { op: 'map', width: 3, height: 3, indexes, palette: [red], opacity };
    }),
  );

  it('is safe to draw', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 4 }), (list) => {
        expect(painted(list, (rgb) => rgb)).toHaveLength(height);
      }),
      { numRuns: 300 },
    );
  });

  it('draws nothing where a number is NaN', () => {
    const dot = { op: 'dot', x: 2, y: 2, radius: 2, color: red } as const;
    expect(shape(line([NaN, 1, 5, 5]), line([1, 1, 5, NaN]), line([1, 1, 5, 5], NaN))).toEqual(shape());
    expect(shape({ ...dot, x: NaN }, { ...dot, y: NaN }, { ...dot, radius: NaN })).toEqual(shape());
  });
});
