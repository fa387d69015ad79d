import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitInside, scalePicture } from './scale-picture.js';
import { anyPicture, colorAt, pictureOf } from './testing/pictures.js';

const size = fc.integer({ min: 1, max: 5000 });

describe('fitInside', () => {
  it('never goes over the room, and touches it where it may grow', () => {
    fc.assert(
      fc.property(size, size, size, size, (width, height, roomWidth, roomHeight) => {
        const room = { width: roomWidth, height: roomHeight };
        const fitted = fitInside({ width, height }, room);
        expect(fitted.width).toBeGreaterThanOrEqual(1);
        expect(fitted.height).toBeGreaterThanOrEqual(1);
        expect(fitted.width).toBeLessThanOrEqual(roomWidth);
        expect(fitted.height).toBeLessThanOrEqual(roomHeight);
        expect(fitted.width === roomWidth || fitted.height === roomHeight).toBe(true);
      }),
    );
  });

  it('does not make larger what shall not be', () => {
    expect(fitInside({ width: 30, height: 20 }, { width: 600, height: 600 }, 1)).toEqual({
      width: 30,
      height: 20,
    });
    expect(fitInside({ width: 300, height: 20 }, { width: 60, height: 60 }, 1)).toEqual({
      width: 60,
      height: 4,
    });
  });
});

describe('scalePicture', () => {
  it('takes the mean of what a pixel stands for', () => {
    const picture = pictureOf(
      4,
      [[0], [10], [20], [40], [0], [30], [20], [41]].map(([red = 0]) => [red, 7, 255]),
      2,
    );
    const scaled = scalePicture(picture, { width: 2, height: 1 });
    expect([...scaled.data]).toEqual([10, 7, 255, 30, 7, 255]);
  });

  it('is the picture itself at its own size, without padding, and repeats pixels when it grows', () => {
    fc.assert(
      fc.property(anyPicture, fc.integer({ min: 1, max: 4 }), (picture, times) => {
        const { width, height } = picture;
        const scaled = scalePicture(picture, { width: times * width, height: times * height });
        expect(scaled.strideBytes).toBe(3 * times * width);
        for (let y = 0; y < times * height; y += 1) {
          for (let x = 0; x < times * width; x += 1) {
            const from = colorAt(picture, Math.floor(x / times), Math.floor(y / times));
            expect(colorAt(scaled, x, y)).toEqual(from);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});
