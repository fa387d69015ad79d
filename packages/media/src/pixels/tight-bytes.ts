import { rawPlanes, type RawLayout } from '@farsight/protocol';
import { copyRows } from './copy-rows.js';

/** The bytes of a raw frame without padding, plane after plane: themselves if they have none, else a copy. */
export function tightBytes(layout: RawLayout, data: Uint8Array): Buffer {
  const planes = rawPlanes(layout);
  if (planes[0].rowBytes === layout.strideBytes) {
    return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  }
  const bytes = Buffer.allocUnsafe(planes.reduce((sum, { rows, rowBytes }) => sum + rows * rowBytes, 0));
  let at = 0;
  for (const { offset, rows, rowBytes, strideBytes } of planes) {
    copyRows({ data: data.subarray(offset), stride: strideBytes }, rowBytes, { count: rows }, bytes, at);
    at += rows * rowBytes;
  }
  return bytes;
}
