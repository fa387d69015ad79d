import { describe, expect, it } from 'vitest';
import { Segments } from './segments.js';

const size = { width: 64, height: 48 };
const hourUs = 3_600_000_000;

/** Segments of frames of one size at these times. */
function segmentsOf(timesUs: readonly number[], seconds?: number): number[] {
  const segments = new Segments(seconds);
  return timesUs.map((ptsUs) => segments.next(ptsUs, size));
}

describe('Segments', () => {
  it('begins a new one when its time has come, counted from the first frame', () => {
    const times = [5_000_000, 6_900_000, 7_000_000, 8_999_999, 9_000_000, 9_100_000];
    expect(segmentsOf(times, 2)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('leaves no number out where nothing came for long', () => {
    expect(segmentsOf([0, 1_000_000, 61_000_000, 61_500_000, 62_000_000], 2)).toEqual([0, 0, 1, 1, 2]);
  });

  it('goes on where times fall back', () => {
    expect(segmentsOf([0, 2_100_000, 1_900_000, 2_200_000, 4_000_000], 2)).toEqual([0, 1, 1, 1, 2]);
  });

  it('never ends one without a length, but for a gap no MP4 can have', () => {
    expect(segmentsOf([0, 11 * hourUs, 22 * hourUs, 35 * hourUs, 36 * hourUs])).toEqual([0, 0, 0, 1, 1]);
  });

  it('begins a new one where the picture changes its size', () => {
    const segments = new Segments(10);
    const other = { width: 48, height: 64 };
    const numbers = [
      segments.next(0, size),
      segments.next(1_000_000, size),
      segments.next(2_000_000, other),
      segments.next(3_000_000, other),
      segments.next(10_000_000, other),
      segments.next(11_000_000, size),
    ];
    expect(numbers).toEqual([0, 0, 1, 1, 2, 3]);
    expect(segments.current).toBe(3);
  });
});
