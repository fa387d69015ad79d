import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrixOfOrientation, orientationOfMatrix, swapsSides, type Orientation } from './orientation.js';

const orientations: readonly Orientation[] = [
  'upright',
  'flip-horizontal',
  'rotate-180',
  'flip-vertical',
  'transpose',
  'rotate-90',
  'transverse',
  'rotate-270',
];

/** The matrix of a clockwise rotation by any angle. */
function rotation(degrees: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(36));
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  [cos, sin, 0, -sin, cos].forEach((value, i) => view.setInt32(4 * i, Math.round(value * 65536), true));
  return new Uint8Array(view.buffer);
}

describe('orientationOfMatrix', () => {
  it.each(orientations)('knows %s', (orientation) => {
    expect(orientationOfMatrix(matrixOfOrientation(orientation))).toBe(orientation);
  });

  it.each([
    [2, 'upright'],
    [89, 'rotate-90'],
    [181, 'rotate-180'],
    [-88, 'rotate-270'],
  ] as const)('takes a rotation by %s degrees for %s', (degrees, orientation) => {
    expect(orientationOfMatrix(rotation(degrees))).toBe(orientation);
  });

  it('takes a matrix that is none for upright', () => {
    expect(orientationOfMatrix(new Uint8Array(36))).toBe('upright');
    expect(orientationOfMatrix(new Uint8Array(5))).toBe('upright');
  });

  it('answers to any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) =>
        orientations.includes(orientationOfMatrix(bytes)),
      ),
    );
  });
});

describe('swapsSides', () => {
  it('is true of quarter turns only', () => {
    expect(orientations.filter(swapsSides)).toEqual(['transpose', 'rotate-90', 'transverse', 'rotate-270']);
  });
});
