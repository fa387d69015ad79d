import { describe, expect, it } from 'vitest';
import { mapPicture, maskPicture } from './pictures.js';

describe('pictures', () => {
  it('of a mask are as large as what is set', () => {
    // 4x3: the middle two of the first row and the third of the second, column by column.
    const runs = Uint32Array.of(3, 1, 2, 2, 4);
    const picture = maskPicture({ op: 'mask', runs, width: 4, height: 3, color: [1, 2, 3], opacity: 0.5 });
    expect(picture).toMatchObject({ left: 1, top: 0, width: 2, height: 2 });
    const set = [1, 2, 3, 128];
    expect(Array.from(picture?.rgba ?? [])).toEqual([...set, ...set, 0, 0, 0, 0, ...set]);
  });

  it('of an empty mask are none', () => {
    const runs = Uint32Array.of(12);
    expect(
      maskPicture({ op: 'mask', runs, width: 4, height: 3, color: [1, 2, 3], opacity: 1 }),
    ).toBeUndefined();
  });

  it('of a map have a colour per cell, or none', () => {
    const indexes = Uint8Array.of(1, 0, 255);
    const palette = [
      [1, 2, 3],
      [4, 5, 6],
    ] as const;
    const { rgba } = mapPicture({ op: 'map', width: 3, height: 1, indexes, palette, opacity: 1 });
    expect(Array.from(rgba)).toEqual([4, 5, 6, 255, 1, 2, 3, 255, 0, 0, 0, 0]);
  });
});
