import { FarsightError } from '@farsight/protocol';
import { bigEndian } from '../headers/byte-order.js';

/** One colour component, as the frame header (SOFn) describes it. */
export interface JpegComponent {
  readonly id: number;
  /** Sampling factors, 1..4. */
  readonly h: number;
  readonly v: number;
  readonly quantisationSlot: number;
  /** Samples that are real. */
  readonly width: number;
  readonly height: number;
  /** Blocks of 8 × 8 samples, padded to whole MCUs. */
  readonly blocksPerRow: number;
  readonly blockRows: number;
}

/** The frame header (ITU-T T.81 B.2.2) and what follows from it. */
export interface JpegFrame {
  readonly progressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly maxH: number;
  readonly maxV: number;
  readonly mcusPerRow: number;
  readonly mcuRows: number;
  readonly components: readonly JpegComponent[];
}

/** What each kind of frame that cannot be read is called, by the n of its SOFn. */
const otherProcesses: Readonly<Record<number, string>> = {
  3: 'lossless',
  5: 'hierarchical',
  6: 'hierarchical',
  7: 'hierarchical',
  9: 'arithmetic-coded',
  10: 'arithmetic-coded',
  11: 'arithmetic-coded lossless',
};

/**
 * Reads the frame header whose segment's length field is at `at`.
 *
 * @param process the n of SOFn.
 * @throws FarsightError UNSUPPORTED for kinds of JPEG that are not read; INVALID_FRAME if it makes no sense.
 */
export function readFrameHeader(data: Uint8Array, at: number, process: number): JpegFrame {
  checkKind(process, data[at + 2] ?? 0);
  const height = bigEndian.u16(data, at + 3);
  const width = bigEndian.u16(data, at + 5);
  const count = data[at + 7] ?? 0;
  if (bigEndian.u16(data, at) !== 8 + 3 * count || width < 1 || height < 1) throw damagedHeader();
  if (count !== 1 && count !== 3 && count !== 4) {
    throw new FarsightError('UNSUPPORTED', `JPEG images of ${count} components are not read.`);
  }
  const raw = Array.from({ length: count }, (_, i) => readComponent(data, at + 8 + 3 * i, count));
  const maxH = Math.max(...raw.map(({ h }) => h));
  const maxV = Math.max(...raw.map(({ v }) => v));
  const mcusPerRow = Math.ceil(width / (8 * maxH));
  const mcuRows = Math.ceil(height / (8 * maxV));
  const components = raw.map((c) => {
    checkFraction(maxH, c.h);
    checkFraction(maxV, c.v);
    return {
      ...c,
      width: Math.ceil((width * c.h) / maxH),
      height: Math.ceil((height * c.v) / maxV),
      blocksPerRow: mcusPerRow * c.h,
      blockRows: mcuRows * c.v,
    };
  });
  return { progressive: process === 2, width, height, maxH, maxV, mcusPerRow, mcuRows, components };
}

function readComponent(
  data: Uint8Array,
  at: number,
  count: number,
): Pick<JpegComponent, 'id' | 'h' | 'v' | 'quantisationSlot'> {
  const factors = data[at + 1] ?? 0;
  const h = factors >> 4;
  const v = factors & 15;
  const quantisationSlot = data[at + 2] ?? 0;
  if (h < 1 || h > 4 || v < 1 || v > 4 || quantisationSlot > 3) throw damagedHeader();
  // With one component the factors do not matter: its blocks come row by row (T.81 A.2.2).
  return { id: data[at] ?? 0, quantisationSlot, ...(count === 1 ? { h: 1, v: 1 } : { h, v }) };
}

function checkKind(process: number, precision: number): void {
  const name = otherProcesses[process] ?? (process > 2 ? 'differential' : undefined);
  if (name !== undefined) {
    throw new FarsightError(
      'UNSUPPORTED',
      `Expected a baseline or progressive JPEG for the frame but received one that is ${name}.`,
    );
  }
  if (precision !== 8) {
    throw new FarsightError(
      'UNSUPPORTED',
      `Expected a JPEG of 8 bits a sample for the frame but received one of ${precision}.`,
    );
  }
}

function checkFraction(most: number, own: number): void {
  if (most % own !== 0) {
    throw new FarsightError('UNSUPPORTED', `JPEG images with subsampling ${own}:${most} are not read.`);
  }
}

/** The error for headers that contradict themselves. */
export function damagedHeader(): FarsightError {
  return new FarsightError('INVALID_FRAME', 'The header of the JPEG image is damaged.');
}
