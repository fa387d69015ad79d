import {
  AV_CODEC_ID_AV1,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_VP8,
  AV_CODEC_ID_VP9,
} from 'node-av/constants';
import type { CodecParameters } from 'node-av/lib';

/** What FFmpeg says where a stream does not tell profile or level. */
const unknown = -99;

/**
 * WebCodecs' codec string of a stream (RFC 6381; ISO/IEC 14496-15 annex E; the bindings of VP9 and AV1 to ISO media files).
 *
 * @param extradata - avcC, hvcC, av1C or Annex B, as the container has it
 * @returns undefined for formats that do not travel
 */
export function codecString(parameters: CodecParameters, extradata: Uint8Array): string | undefined {
  switch (parameters.codecId) {
    case AV_CODEC_ID_H264:
      return `avc1.${avcProfile(extradata, parameters)}`;
    case AV_CODEC_ID_HEVC:
      return extradata[0] === 1 ? hvcString(extradata) : hevString(parameters);
    case AV_CODEC_ID_VP8:
      return 'vp8';
    case AV_CODEC_ID_VP9:
      return vp9String(parameters);
    case AV_CODEC_ID_AV1:
      return av1String(extradata);
    default:
      return undefined;
  }
}

/** profile_idc, constraint flags and level_idc as three hexadecimal bytes. */
function avcProfile(extradata: Uint8Array, { profile, level }: CodecParameters): string {
  const at = extradata[0] === 1 ? 1 : sequenceParameters(extradata);
  if (at !== undefined) return Buffer.from(extradata.subarray(at, at + 3)).toString('hex');
  return [known(profile, 100) & 0xff, 0, known(level, 40)].map(hexByte).join('');
}

/** Where the content of the first sequence parameter set begins in Annex B. */
function sequenceParameters(annexB: Uint8Array): number | undefined {
  for (let at = 0; at + 6 < annexB.length; at += 1) {
    const starts = annexB[at] === 0 && annexB[at + 1] === 0 && annexB[at + 2] === 1;
    if (starts && ((annexB[at + 3] ?? 0) & 0x1f) === 7) return at + 4;
  }
  return undefined;
}

function hvcString(hvcC: Uint8Array): string {
  const bytes = Buffer.from(hvcC.buffer, hvcC.byteOffset, hvcC.byteLength);
  if (bytes.length < 13) return 'hvc1.1.6.L93.B0';
  const general = bytes.readUInt8(1);
  const space = ['', 'A', 'B', 'C'][general >> 6] ?? '';
  const tier = (general & 0x20) === 0 ? 'L' : 'H';
  const constraints = [...bytes.subarray(6, 12)];
  while (constraints.at(-1) === 0) constraints.pop();
  const compatibility = reversed(bytes.readUInt32BE(2)).toString(16).toUpperCase();
  return [
    'hvc1',
    `${space}${general & 0x1f}`,
    compatibility,
    `${tier}${bytes.readUInt8(12)}`,
    ...constraints.map((byte) => byte.toString(16).toUpperCase()),
  ].join('.');
}

/** Without an hvcC, the flags are those that every encoder sets for Main and Main 10. */
function hevString({ profile, level }: CodecParameters): string {
  const idc = known(profile, 1);
  return `hev1.${idc}.${idc === 1 ? '6' : '4'}.L${known(level, 93)}.B0`;
}

function vp9String({ profile, level }: CodecParameters): string {
  const number = known(profile, 0);
  const depth = number >= 2 ? 10 : 8;
  return ['vp09', ...[number, known(level, 10), depth].map(twoDigits)].join('.');
}

function av1String(av1C: Uint8Array): string {
  const [, second = 0, third = 0] = av1C;
  const tier = (third & 0x80) === 0 ? 'M' : 'H';
  const depth = (third & 0x40) === 0 ? 8 : (third & 0x20) === 0 ? 10 : 12;
  return `av01.${second >> 5}.${twoDigits(second & 0x1f)}${tier}.${twoDigits(depth)}`;
}

function known(value: number, otherwise: number): number {
  return value === unknown ? otherwise : value;
}

function reversed(flags: number): number {
  let result = 0;
  for (let bit = 0; bit < 32; bit += 1) result = (result << 1) | ((flags >>> bit) & 1);
  return result >>> 0;
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
