/** The Huffman tables of ITU-T T.81 annex K.3 as a DHT segment: what Motion JPEG means where it has none. */
const standardTables = Buffer.from(
  [
    'ffc401a20000010501010101010100000000000000000102030405060708090a0b010003010101010101010101000000',
    '0000000102030405060708090a0b100002010303020403050504040000017d0102030004110512213141061351610722',
    '7114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a',
    '535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8',
    'a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9',
    'fa1100020102040403040705040400010277000102031104052131061241510761711322328108144291a1b1c1092333',
    '52f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a63646566',
    '6768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9ba',
    'c2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
  ].join(''),
  'hex',
);

/** Second bytes of the markers that matter here (ITU-T T.81 table B.1). */
const marker = { dht: 0xc4, soi: 0xd8, sos: 0xda };

const startOfImage = Buffer.from([0xff, marker.soi, 0xff]);
const endOfImage = Buffer.from([0xff, 0xd9]);

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
    if (code === marker.sos) return { scan: at, hasTables };
    hasTables ||= code === marker.dht;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
