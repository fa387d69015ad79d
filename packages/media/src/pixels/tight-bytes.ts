import { bytesPerPixel, type RawLayout } from '@farsight/protocol';
import { copyRows } from './copy-rows.js';

/** The bytes of a raw frame without padding, plane after plane: themselves if they have none, else a copy. */
export function tightBytes({ format, width, height, strideBytes }: RawLayout, data: Uint8Array): Buffer {
  const rowBytes = format === 'yuv420p' ? width : width * bytesPerPixel[format];
  if (strideBytes === rowBytes) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const planes = [{ rows: height, rowBytes, stride: strideBytes }];
  if (format === 'yuv420p') {
    const half = (size: number): number => Math.ceil(size / 2);
    const chroma = { rows: half(height), rowBytes: half(width), stride: half(strideBytes) };
    planes.push(chroma, chroma);
  }
  const bytes = Buffer.allocUnsafe(planes.reduce((sum, plane) => sum + plane.rows * plane.rowBytes, 0));
  let [from, to] = [0, 0];
  for (const { rows, rowBytes: length, stride } of planes) {
    copyRows({ data: data.subarray(from), stride }, length, { count: rows }, bytes, to);
    from += rows * stride;
    to += rows * length;
  }
  return bytes;
}
