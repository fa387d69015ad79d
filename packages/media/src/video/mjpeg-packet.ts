import { markers } from '../image/headers/jpeg-markers.js';
import { segment } from '../image/jpeg/jpeg-header.js';
import { huffmanSegmentBody, standardHuffmanTables } from '../image/jpeg/standard-huffman.js';

/** What Motion JPEG means where it has no Huffman tables. */
const standardTables = Uint8Array.from(segment(markers.dht, huffmanSegmentBody(standardHuffmanTables)));

const startOfImage = Buffer.from([0xff, markers.soi, 0xff]);
const endOfImage = Buffer.from([0xff, markers.eoi]);

/**
 * A packet of Motion JPEG as a JPEG file of its own: with the standard Huffman tables where it leaves them out, as AVI files
 * and cameras do. Copies the bytes.
 *
 * @returns undefined if the packet is no complete JPEG.
 */
export function completeJpeg(packet: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.length);
  const header = readSegments(bytes);
  // Coded data never has the two bytes of this marker, so it can be looked for from behind, where padding may follow it.
  if (header === undefined || bytes.lastIndexOf(endOfImage) < header.scan) return undefined;
  if (header.hasTables) return new Uint8Array(bytes);
  const parts = [bytes.subarray(0, header.scan), standardTables, bytes.subarray(header.scan)];
  return new Uint8Array(Buffer.concat(parts));
}

/** Where the first scan's marker is, and whether Huffman tables stand before it; undefined if there is none. */
function readSegments(bytes: Buffer): { scan: number; hasTables: boolean } | undefined {
  if (bytes.indexOf(startOfImage) !== 0) return undefined;
  let hasTables = false;
  let at = startOfImage.length - 1;
  while (at + 4 <= bytes.length) {
    const code = bytes[at + 1];
    if (bytes[at] !== 0xff) return undefined;
    if (code === 0xff) {
      at += 1; // fill bytes may stand before a marker
      continue;
    }
    if (code === markers.sos) return { scan: at, hasTables };
    hasTables ||= code === markers.dht;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
