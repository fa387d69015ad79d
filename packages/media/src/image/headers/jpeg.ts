import { bigEndian, hasText } from './byte-order.js';
import type { ImageHeader, Orientation } from './image-header.js';
import { isFrameHeader, markers, nextMarker, standsAlone } from './jpeg-markers.js';
import { exifOrientation } from './tiff.js';

/** What the header of a JPEG says. */
export interface JpegHeader extends ImageHeader {
  readonly codec: 'jpeg';
  /** Behind the marker of the first scan, or the end of the data if there is none. */
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
  let marker = nextMarker(data, 2);
  while (marker !== undefined && marker.value !== markers.sos && marker.value !== markers.eoi) {
    const { value, end } = marker;
    const length = standsAlone(value) ? 0 : bigEndian.u16(data, end);
    if (isFrameHeader(value)) frame ??= end;
    if (value === markers.app1 && hasText(data, end + 2, 'Exif\0\0')) {
      orientation ??= exifOrientation(data.subarray(end + 8, end + length));
    }
    marker = nextMarker(data, end + length);
  }
  if (frame === undefined) return undefined;
  const height = bigEndian.u16(data, frame + 3);
  const width = bigEndian.u16(data, frame + 5);
  if (width < 1 || height < 1) return undefined;
  return {
    codec: 'jpeg',
    width,
    height,
    orientation: orientation ?? 1,
    firstScan: marker?.end ?? data.length,
  };
}

/**
 * Whether the picture that starts at the first scan is complete: whether its end-of-image marker is there. What follows
 * that marker (further pictures of an MPO, padding) does not matter.
 */
export function hasEndOfImage(data: Uint8Array, { firstScan }: JpegHeader): boolean {
  let marker = nextMarker(data, firstScan);
  while (marker !== undefined && marker.value !== markers.eoi) {
    const { value, end } = marker;
    marker = nextMarker(data, standsAlone(value) ? end : end + bigEndian.u16(data, end));
  }
  return marker !== undefined;
}
