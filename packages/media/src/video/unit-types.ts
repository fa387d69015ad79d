import { AV_CODEC_ID_H264, AV_CODEC_ID_HEVC } from 'node-av/constants';

/** Stands before every unit of a byte stream (annex B of ITU-T H.264 and H.265). */
export const startCode = Buffer.from([0, 0, 1]);

/** Types of units that say how pictures are coded, and of those that are parts of pictures. */
export interface UnitTypes {
  readonly typeOf: (header: number) => number;
  readonly isSet: (type: number) => boolean;
  readonly isPicture: (type: number) => boolean;
  /** Bytes before what the unit holds. */
  readonly headerBytes: number;
}

/** ITU-T H.264, 7.3.1 and table 7-1: sequence and picture parameter sets. */
const h264: UnitTypes = {
  typeOf: (header) => header & 31,
  isSet: (type) => type === 7 || type === 8,
  isPicture: (type) => type >= 1 && type <= 5,
  headerBytes: 1,
};

/** ITU-T H.265, 7.3.1 and table 7-1: video, sequence and picture parameter sets. */
const h265: UnitTypes = {
  typeOf: (header) => (header >> 1) & 63,
  isSet: (type) => type >= 32 && type <= 34,
  isPicture: (type) => type < 32,
  headerBytes: 2,
};

/** Undefined for formats that have no such units. */
export function unitTypesOf(codecId: number): UnitTypes | undefined {
  return codecId === AV_CODEC_ID_H264 ? h264 : codecId === AV_CODEC_ID_HEVC ? h265 : undefined;
}
