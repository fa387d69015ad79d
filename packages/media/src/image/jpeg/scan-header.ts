import { bigEndian } from '../headers/byte-order.js';
import { damagedHeader, type JpegFrame } from './frame-header.js';

/** One component of a scan. */
export interface ScanMember {
  /** Its index among the frame's components. */
  readonly index: number;
  readonly dcSlot: number;
  readonly acSlot: number;
}

/** What a scan brings; numbers as the kernel's `decodeScan` takes them. */
export const scanKinds = { sequential: 0, dcFirst: 1, dcMore: 2, acFirst: 3, acMore: 4 } as const;

/** The scan header (T.81 B.2.3). */
export interface JpegScan {
  readonly members: readonly ScanMember[];
  readonly kind: (typeof scanKinds)[keyof typeof scanKinds];
  /** First and last coefficient. */
  readonly from: number;
  readonly to: number;
  /** Place of the lowest bit it brings. */
  readonly bit: number;
  /** Where its entropy-coded data starts. */
  readonly start: number;
}

/** Most blocks of an MCU (T.81 B.2.3). */
const maxBlocksOfMcu = 10;

/** Reads the scan header whose length field is at `at`. @throws FarsightError INVALID_FRAME */
export function readScanHeader(data: Uint8Array, at: number, frame: JpegFrame): JpegScan {
  const length = bigEndian.u16(data, at);
  const count = data[at + 2] ?? 0;
  const end = at + 3 + 2 * count;
  if (length !== 6 + 2 * count || at + length > data.length) throw damagedHeader();
  const members = Array.from({ length: count }, (_, i) => readMember(data, at + 3 + 2 * i, frame));
  checkMembers(members, frame);
  const band = { from: data[end] ?? 0, to: data[end + 1] ?? 0 };
  const bits = data[end + 2] ?? 0;
  const start = at + length;
  if (!frame.progressive) return { members, kind: scanKinds.sequential, from: 0, to: 63, bit: 0, start };
  const kind = progressiveKind(band.from, bits >> 4);
  checkBand(band, kind, members.length, bits & 15);
  return { members, kind, ...band, bit: bits & 15, start };
}

function readMember(data: Uint8Array, at: number, frame: JpegFrame): ScanMember {
  const index = frame.components.findIndex(({ id }) => id === data[at]);
  const slots = data[at + 1] ?? 0;
  const dcSlot = slots >> 4;
  const acSlot = slots & 15;
  if (index < 0 || dcSlot > 3 || acSlot > 3) throw damagedHeader();
  return { index, dcSlot, acSlot };
}

function checkMembers(members: readonly ScanMember[], { components }: JpegFrame): void {
  const different = new Set(members.map(({ index }) => index)).size;
  if (members.length < 1 || different !== members.length) throw damagedHeader();
  const blocks = members.reduce((sum, { index }) => sum + blocksOfMcu(components[index]), 0);
  if (members.length > 1 && blocks > maxBlocksOfMcu) throw damagedHeader();
}

function blocksOfMcu(component: JpegFrame['components'][number] | undefined): number {
  return component === undefined ? 0 : component.h * component.v;
}

function progressiveKind(from: number, previousBit: number): JpegScan['kind'] {
  if (from === 0) return previousBit === 0 ? scanKinds.dcFirst : scanKinds.dcMore;
  return previousBit === 0 ? scanKinds.acFirst : scanKinds.acMore;
}

function checkBand(
  { from, to }: { from: number; to: number },
  kind: JpegScan['kind'],
  members: number,
  bit: number,
): void {
  const dc = kind === scanKinds.dcFirst || kind === scanKinds.dcMore;
  const fits = dc ? to === 0 : members === 1 && to >= from && to <= 63;
  if (!fits || bit > 13) throw damagedHeader();
}
