/** One Huffman table as a DHT segment has it: 16 counts by length, then the symbols. */
export interface HuffmanDefinition {
  /** 0 DC, 1 AC. */
  readonly tableClass: 0 | 1;
  readonly slot: 0 | 1;
  readonly definition: Uint8Array;
}

function table(tableClass: 0 | 1, slot: 0 | 1, hex: string): HuffmanDefinition {
  return { tableClass, slot, definition: Buffer.from(hex, 'hex') };
}

/**
 * The "typical" tables of ITU-T T.81 annex K.3, which frames of Motion JPEG leave out and mean: luminance in slot 0,
 * chrominance in slot 1.
 */
export const standardHuffmanTables: readonly HuffmanDefinition[] = [
  table(0, 0, '00010501010101010100000000000000' + '000102030405060708090a0b'),
  table(0, 1, '00030101010101010101010000000000' + '000102030405060708090a0b'),
  table(
    1,
    0,
    '0002010303020403050504040000017d' +
      '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728' +
      '292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a83848586878889' +
      '8a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2' +
      'e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  ),
  table(
    1,
    1,
    '00020102040403040705040400010277' +
      '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a26' +
      '2728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a828384858687' +
      '88898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da' +
      'e2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
  ),
];

/** What a DHT segment holds behind its length: each table with its class and slot before it. */
export function huffmanSegmentBody(tables: readonly HuffmanDefinition[]): number[] {
  return tables.flatMap(({ tableClass, slot, definition }) => [tableClass * 16 + slot, ...definition]);
}
