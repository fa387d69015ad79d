import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../image/decode-image.js';
import { openSource } from '../sources/open-source.js';
import { collect, temporaryFolder } from '../sources/testing/collect.js';
import { jpegPicture } from '../sources/testing/picture.js';
import { completeJpeg } from './mjpeg-packet.js';
import { makeClip } from './testing/make-clip.js';

const folder = temporaryFolder();

/** Start and end of the segments with a marker. */
function segments(jpeg: Uint8Array, code: number): [number, number][] {
  const found: [number, number][] = [];
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.length);
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at + 1] !== 0xda;) {
    const end = at + 2 + view.getUint16(at + 2);
    if (jpeg[at + 1] === code) found.push([at, end]);
    at = end;
  }
  return found;
}

function withoutTables(jpeg: Uint8Array): Uint8Array {
  const tables = segments(jpeg, 0xc4);
  return jpeg.filter((_, i) => !tables.some(([from, to]) => i >= from && i < to));
}

describe('completeJpeg', () => {
  it('leaves a JPEG with tables as it is', () => {
    const jpeg = jpegPicture();
    expect(completeJpeg(jpeg)).toEqual(jpeg);
  });

  it('adds the standard tables where there are none', async () => {
    const path = join(folder, 'clip.avi');
    await makeClip(path, { encoder: 'mjpeg', options: { huffman: 'default' } });
    await using source = await openSource(path);
    const [frame] = await collect(source);
    const complete = completeJpeg(withoutTables(frame!.data))!;
    const [[from, to] = [0, 0]] = segments(complete, 0xc4);
    // Two DC tables of 12 values, two AC tables of 162 values, each with 17 bytes before it, and the segment's 4.
    expect(to - from).toBe(4 + 4 * 17 + 2 * 12 + 2 * 162);
    using pixels = decodeImage(complete, { maxPixels: 1e6 });
    using original = decodeImage(frame!.data, { maxPixels: 1e6 });
    expect(pixels.data).toEqual(original.data);
  });

  it('minds neither padding nor what stands before the tables', () => {
    const jpeg = jpegPicture();
    const padded = new Uint8Array([...jpeg, ...new Uint8Array(64)]);
    expect(completeJpeg(padded)).toEqual(padded);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('hello')],
    ['half a JPEG', jpegPicture().subarray(0, 200)],
    ['a JPEG without its end', jpegPicture().subarray(0, -2)],
  ])('refuses %s', (_, bytes) => expect(completeJpeg(bytes)).toBeUndefined());

  it('survives any bytes after the start of an image', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
        const packet = new Uint8Array([0xff, 0xd8, 0xff, ...noise]);
        const jpeg = completeJpeg(packet);
        expect(jpeg === undefined || jpeg.length >= packet.length).toBe(true);
      }),
    );
  });
});
