import { BitReader } from './bit-reader.js';

/** What follows from an H.264 stream's sequence parameter set for the numbers of its frames. */
export interface FrameNumbering {
  /** Bits of `frame_num`. */
  readonly bits: number;
  /** Whether numbers are left out by intent. */
  readonly hasGaps: boolean;
}

/** Profiles whose sets tell about chroma and scaling (7.3.2.1.1). */
const highProfiles = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

/**
 * Reads a sequence parameter set (ITU-T H.264, 7.3.2.1.1) as far as the numbering of frames.
 *
 * @param unit - with its header byte
 * @returns undefined for what cannot be, and for colour planes coded as pictures of their own.
 */
export function frameNumbering(unit: Uint8Array): FrameNumbering | undefined {
  const reader = new BitReader(unit.subarray(0, maxSetBytes));
  reader.bits(8);
  const profile = reader.bits(8);
  reader.bits(16);
  reader.unsigned(); // seq_parameter_set_id
  if (highProfiles.includes(profile) && !skipHighProfile(reader)) return undefined;
  const bits = reader.unsigned() + 4;
  skipPictureOrder(reader);
  reader.unsigned(); // max_num_ref_frames
  return bits > 16 ? undefined : { bits, hasGaps: reader.flag() };
}

/** A set with all scaling lists takes less. */
const maxSetBytes = 2048;

/** @returns false for colour planes coded as pictures of their own. */
function skipHighProfile(reader: BitReader): boolean {
  const chroma = reader.unsigned();
  if (chroma === 3 && reader.flag()) return false;
  reader.unsigned(); // bit_depth_luma_minus8
  reader.unsigned(); // bit_depth_chroma_minus8
  reader.flag(); // qpprime_y_zero_transform_bypass_flag
  if (reader.flag()) {
    for (let list = 0; list < (chroma === 3 ? 12 : 8); list += 1) {
      if (reader.flag()) skipScalingList(reader, list < 6 ? 16 : 64);
    }
  }
  return true;
}

/** 7.3.2.1.1.1 */
function skipScalingList(reader: BitReader, size: number): void {
  let next = 8;
  for (let at = 0; at < size && next !== 0; at += 1) next = (next + reader.signed() + 256) % 256;
}

function skipPictureOrder(reader: BitReader): void {
  const type = reader.unsigned();
  if (type === 0) reader.unsigned(); // log2_max_pic_order_cnt_lsb_minus4
  if (type !== 1) return;
  reader.flag(); // delta_pic_order_always_zero_flag
  reader.signed(); // offset_for_non_ref_pic
  reader.signed(); // offset_for_top_to_bottom_field
  const frames = Math.min(255, reader.unsigned());
  for (let at = 0; at < frames; at += 1) reader.signed();
}
