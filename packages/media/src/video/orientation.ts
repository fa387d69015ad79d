import type { Rotation, VideoConfig } from '@farsight/protocol';

/** How a coded picture must be turned to stand upright. */
export type Orientation =
  | 'upright'
  | 'flip-horizontal'
  | 'rotate-180'
  | 'flip-vertical'
  | 'transpose'
  | 'rotate-90'
  | 'transverse'
  | 'rotate-270';

/** Coefficients of x' = a x + c y, y' = b x + d y, y pointing down; rotations are clockwise. */
const coefficients: Readonly<Record<Orientation, readonly [a: number, b: number, c: number, d: number]>> = {
  upright: [1, 0, 0, 1],
  'flip-horizontal': [-1, 0, 0, 1],
  'rotate-180': [-1, 0, 0, -1],
  'flip-vertical': [1, 0, 0, -1],
  transpose: [0, 1, 1, 0],
  'rotate-90': [0, 1, -1, 0],
  transverse: [0, -1, -1, 0],
  'rotate-270': [0, -1, 1, 0],
};

/**
 * The orientation nearest to a display matrix: nine little-endian 32-bit numbers, row by row, as containers store it
 * (ISO/IEC 14496-12, 6.2.2). The translation does not matter; angles between quarter turns go to the nearest.
 */
export function orientationOfMatrix(matrix: Uint8Array): Orientation {
  if (matrix.length < 36) return 'upright';
  const view = new DataView(matrix.buffer, matrix.byteOffset, matrix.byteLength);
  const given = [0, 4, 12, 16].map((offset) => view.getInt32(offset, true));
  const likeness = (orientation: Orientation): number =>
    coefficients[orientation].reduce((sum, value, i) => sum + value * (given[i] ?? 0), 0);
  const all = Object.keys(coefficients) as Orientation[];
  return all.reduce((best, next) => (likeness(next) > likeness(best) ? next : best));
}

/** WebCodecs' words: clockwise degrees, and whether the picture is mirrored left to right after that. */
const turns: Readonly<Record<Orientation, readonly [rotation: Rotation, flip: boolean]>> = {
  upright: [0, false],
  'rotate-90': [90, false],
  'rotate-180': [180, false],
  'rotate-270': [270, false],
  'flip-horizontal': [0, true],
  transpose: [90, true],
  'flip-vertical': [180, true],
  transverse: [270, true],
};

/** An orientation in WebCodecs' words, defaults left out. */
export function turnOf(orientation: Orientation): Pick<VideoConfig, 'rotation' | 'flip'> {
  const [rotation, flip] = turns[orientation];
  return { ...(rotation !== 0 && { rotation }), ...(flip && { flip }) };
}

/** The inverse of {@link turnOf}. */
export function orientationOf({
  rotation = 0,
  flip = false,
}: Pick<VideoConfig, 'rotation' | 'flip'>): Orientation {
  const all = Object.keys(turns) as Orientation[];
  return all.find((name) => turns[name][0] === rotation && turns[name][1] === flip) ?? 'upright';
}

/** Whether width and height change places. */
export function swapsSides(orientation: Orientation): boolean {
  return coefficients[orientation][0] === 0;
}

/** The display matrix that asks for an orientation; the inverse of {@link orientationOfMatrix}. */
export function matrixOfOrientation(orientation: Orientation): Uint8Array {
  const [a, b, c, d] = coefficients[orientation];
  const view = new DataView(new ArrayBuffer(36));
  const one = 1 << 16;
  [a * one, b * one, 0, c * one, d * one, 0, 0, 0, 1 << 30].forEach((value, i) =>
    view.setInt32(4 * i, value, true),
  );
  return new Uint8Array(view.buffer);
}
