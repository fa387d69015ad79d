import { BitReader } from './bit-reader.js';
import { frameNumbering, type FrameNumbering } from './h264-sequence.js';
import { startCode } from './unit-types.js';

/** Types of units (ITU-T H.264, table 7-1). */
const units = { slice: 1, partition: 2, keySlice: 5, sequence: 7 } as const;

/** A slice's number is among its first bytes. */
const headBytes = 32;

/**
 * Finds pictures missing from an H.264 stream by the numbers that it gives to those that others build on (7.4.3, frame_num).
 * A network that loses a whole picture leaves no other trace: the decoder shows smears and says nothing. What nothing
 * builds on is not missed.
 */
export class H264FrameNumbers {
  #numbering: FrameNumbering | undefined;
  /** Number of the last picture that others build on. */
  #last: number | undefined;

  /** @param parameterSets - those that come beside the stream, as a byte stream (annex B); may be empty. */
  constructor(parameterSets: Uint8Array) {
    this.#look(parameterSets);
  }

  /** @param picture - the next one, as a byte stream. Whether one before it is missing. */
  isAfterGap(picture: Uint8Array): boolean {
    const slice = this.#look(picture);
    const numbering = this.#numbering;
    if (slice === undefined || numbering === undefined) return false;
    const header = slice[0] ?? 0;
    const isKey = (header & 31) === units.keySlice;
    const number = isKey ? 0 : frameNumber(slice, numbering);
    const last = this.#last;
    if ((header & 0x60) !== 0) this.#last = number;
    if (isKey || last === undefined || numbering.hasGaps) return false;
    return number !== last && number !== (last + 1) % 2 ** numbering.bits;
  }

  /** Takes in the parameter sets; returns the head of the first slice. */
  #look(stream: Uint8Array): Uint8Array | undefined {
    const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.length);
    for (let at = bytes.indexOf(startCode); at >= 0; at = bytes.indexOf(startCode, at + 3)) {
      const unit = bytes.subarray(at + 3);
      const type = (unit[0] ?? 0) & 31;
      if (type === units.sequence) this.#numbering = frameNumbering(unit);
      if (type === units.slice || type === units.partition || type === units.keySlice)
        return unit.subarray(0, headBytes);
    }
    return undefined;
  }
}

/** 7.3.3 */
function frameNumber(slice: Uint8Array, { bits }: FrameNumbering): number {
  const reader = new BitReader(slice);
  reader.bits(8);
  reader.unsigned(); // first_mb_in_slice
  reader.unsigned(); // slice_type
  reader.unsigned(); // pic_parameter_set_id
  return reader.bits(bits);
}
