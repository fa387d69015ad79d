import { bigEndian, hasText } from './byte-order.js';
import type { ImageHeader, Orientation } from './image-header.js';
import { exifOrientation } from './tiff.js';

/** Second bytes of the markers that matter here (ITU-T T.81 table B.1). */
const marker = {
  sof0: 0xc0,
  sof15: 0xcf,
  dht: 0xc4,
  jpg: 0xc8,
  dac: 0xcc,
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  app1: 0xe1,
};

/** What the header of a JPEG says beyond {@link ImageHeader}. */
export interface JpegHeader extends ImageHeader {
  readonly codec: 'jpeg';
  /** 0 baseline, 1 extended, 2 progressive, 3 lossless, from 9 arithmetic coding (the n of SOFn). */
  readonly process: number;
  /** Bits per sample. */
  readonly precision: number;
  /** Where the first scan's header begins, or the end of the data if there is none. */
  readonly firstScan: number;
}

/**
 * Header of a JPEG file: the frame header (SOFn) and the EXIF orientation, which lie before the first scan. Undefined if
 * the bytes are none.
 */
export function readJpegHeader(data: Uint8Array): JpegHeader | undefined {
  if (!hasText(data, 0, '\xff\xd8\xff')) return undefined;
  let orientation: Orientation | undefined;
  let frame: number | undefined;
  let at = 2;
  for (;;) {
    const code = nextMarker(data, at);
    if (code === undefined) break;
    at = code.end;
    if (code.value === marker.sos || code.value === marker.eoi) break;
    const length = bigEndian.u16(data, at);
    if (length < 2) break;
    if (isFrameHeader(code.value)) frame ??= at;
    if (code.value === marker.app1 && hasText(data, at + 2, 'Exif\0\0')) {
      orientation ??= exifOrientation(data.subarray(at + 8, at + length));
    }
    at += length;
  }
  return frame === undefined ? undefined : frameHeader(data, frame, orientation ?? 1, at);
}

function frameHeader(
  data: Uint8Array,
  at: number,
  orientation: Orientation,
  firstScan: number,
): JpegHeader | undefined {
  const height = bigEndian.u16(data, at + 3);
  const width = bigEndian.u16(data, at + 5);
  if (width < 1 || height < 1) return undefined;
  const process = (data[at - 1] ?? marker.sof0) - marker.sof0;
  return { codec: 'jpeg', width, height, orientation, process, precision: data[at + 2] ?? 0, firstScan };
}

function isFrameHeader(value: number): boolean {
  if (value < marker.sof0 || value > marker.sof15) return false;
  return value !== marker.dht && value !== marker.jpg && value !== marker.dac;
}

/** The next marker at or after `from`; bytes that belong to none are skipped, as libjpeg does. */
function nextMarker(data: Uint8Array, from: number): { value: number; end: number } | undefined {
  for (let at = from; at + 1 < data.length; at++) {
    const value = data[at + 1] ?? 0;
    if (data[at] === 0xff && value !== 0xff && value !== 0) return { value, end: at + 2 };
  }
  return undefined;
}

/**
 * Whether the picture that starts at the first scan is complete: whether its end-of-image marker is there. What follows
 * that marker (further pictures of an MPO, padding) does not matter.
 */
export function hasEndOfImage(data: Uint8Array, header: JpegHeader): boolean {
  if (data[data.length - 2] === 0xff && data[data.length - 1] === marker.eoi) return true;
  let at = header.firstScan;
  for (;;) {
    const code = nextMarker(data, at);
    if (code === undefined) return false;
    if (code.value === marker.eoi) return true;
    at = code.end;
    // Restart markers (D0..D7) and TEM (01) stand alone; the others have a length.
    if (code.value > 0xd7 || code.value < 0xd0) at += bigEndian.u16(data, at);
  }
}
