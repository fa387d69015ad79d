import { markers } from '../headers/jpeg-markers.js';
import { huffmanSegmentBody, standardHuffmanTables } from './standard-huffman.js';
import { zigzag } from './zigzag.js';

/** What a header says of a picture that is encoded in one scan. */
export interface EncodedPicture {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colour. */
  readonly components: 1 | 3;
  /** 2 where chroma is half as wide and high. */
  readonly factor: 1 | 2;
  /** Quantisation steps of luma and, with colour, chroma; row by row. */
  readonly steps: readonly Uint16Array[];
}

/** "JFIF", version 1.1, pixels are square. */
const jfif = [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];

/** A marker and its segment. */
export function segment(marker: number, body: readonly number[]): number[] {
  const length = body.length + 2;
  return [0xff, marker, length >> 8, length & 0xff, ...body];
}

/** Everything before the entropy-coded data, in libjpeg's order. */
export function jpegHeader({ width, height, components, factor, steps }: EncodedPicture): Uint8Array {
  const ids = components === 1 ? [1] : [1, 2, 3];
  const slotOf = (id: number): number => (id === 1 ? 0 : 1);
  const frame = ids.flatMap((id) => [id, id === 1 ? factor * 0x11 : 0x11, slotOf(id)]);
  const scan = ids.flatMap((id) => [id, slotOf(id) * 0x11]);
  const tables = [0, 1]
    .slice(0, steps.length)
    .flatMap((slot) => standardHuffmanTables.filter((table) => table.slot === slot));
  return Uint8Array.from([
    ...[0xff, markers.soi],
    ...segment(markers.app0, jfif),
    ...steps.flatMap((table, slot) =>
      segment(markers.dqt, [slot, ...zigzag.map((place) => table[place] ?? 1)]),
    ),
    ...segment(markers.sof0, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, components, ...frame]),
    ...tables.flatMap((table) => segment(markers.dht, huffmanSegmentBody([table]))),
    ...segment(markers.sos, [components, ...scan, 0, 63, 0]),
  ]);
}
