import { bigEndian, hasText } from '../headers/byte-order.js';
import { markers } from '../headers/jpeg-markers.js';
import { damagedHeader } from './frame-header.js';
import type { DecoderKernel } from './decoder-kernel.js';
import { standardHuffmanTables } from './standard-huffman.js';
import { zigzag } from './zigzag.js';

/** Bytes of counts before the symbols of a Huffman table, and the most symbols there can be. */
const countBytes = 16;
const maxSymbols = 256;

/** What the segments between the markers have defined so far. */
export class JpegTables {
  /** Entropy-coded MCUs between restart markers; 0: none. */
  restartInterval = 0;
  /** Whether the file calls itself JFIF. */
  isJfif = false;
  /** Colour transform of Adobe's segment, if there is one. */
  adobeTransform: number | undefined;
  /** 64 numbers each, row by row, by slot. */
  readonly #quantisation: (Uint16Array | undefined)[] = [];
  readonly #defined = new Set<number>();
  readonly #kernel: DecoderKernel;
  readonly #scratch: number;

  constructor(kernel: DecoderKernel) {
    this.#kernel = kernel;
    this.#scratch = kernel.reserve(countBytes + maxSymbols);
  }

  /**
   * Takes a segment in, if it defines something; others are skipped.
   *
   * @param body the segment behind its length.
   * @throws FarsightError INVALID_FRAME
   */
  define(marker: number, body: Uint8Array): void {
    switch (marker) {
      case markers.dqt:
        this.#defineQuantisation(body);
        return;
      case markers.dht:
        this.#defineHuffman(body);
        return;
      case markers.dri:
        this.restartInterval = bigEndian.u16(body, 0);
        return;
      case markers.app0:
        this.isJfif ||= hasText(body, 0, 'JFIF\0');
        return;
      case markers.app14:
        if (hasText(body, 0, 'Adobe')) this.adobeTransform = body[11] ?? 0;
        return;
      default:
    }
  }

  /** @throws FarsightError INVALID_FRAME if nothing defined it. */
  quantisation(slot: number): Uint16Array {
    const table = this.#quantisation[slot];
    if (table === undefined) throw damagedHeader();
    return table;
  }

  /**
   * Makes sure that a Huffman table is there: the standard one where the file has none.
   *
   * @throws FarsightError INVALID_FRAME if there is no standard one.
   */
  needHuffman(tableClass: number, slot: number): void {
    if (this.#defined.has(tableClass * 4 + slot)) return;
    const standard = standardHuffmanTables.find(
      (table) => table.tableClass === tableClass && table.slot === slot,
    );
    if (standard === undefined) throw damagedHeader();
    this.#defineTable(tableClass, slot, standard.definition);
  }

  #defineQuantisation(body: Uint8Array): void {
    for (let at = 0; at < body.length;) {
      const info = body[at] ?? 0;
      const wide = info >> 4;
      const slot = info & 15;
      const size = wide === 0 ? 64 : 128;
      at += 1;
      if (wide > 1 || slot > 3 || at + size > body.length) throw damagedHeader();
      const table = new Uint16Array(64);
      zigzag.forEach((place, k) => {
        table[place] = wide === 0 ? (body[at + k] ?? 0) : bigEndian.u16(body, at + 2 * k);
      });
      this.#quantisation[slot] = table;
      at += size;
    }
  }

  #defineHuffman(body: Uint8Array): void {
    for (let at = 0; at < body.length;) {
      const info = body[at] ?? 0;
      const counts = body.subarray(at + 1, at + 1 + countBytes);
      const symbols = counts.reduce((sum, count) => sum + count, 0);
      const end = at + 1 + countBytes + symbols;
      if (info >> 4 > 1 || (info & 15) > 3 || symbols > maxSymbols || end > body.length)
        throw damagedHeader();
      this.#defineTable(info >> 4, info & 15, body.subarray(at + 1, end));
      at = end;
    }
  }

  #defineTable(tableClass: number, slot: number, definition: Uint8Array): void {
    this.#kernel.bytes.set(definition, this.#scratch);
    const { calls } = this.#kernel;
    if (calls.defineHuffman(tableClass, slot, this.#scratch, this.#scratch + countBytes) === 0) {
      throw damagedHeader();
    }
    this.#defined.add(tableClass * 4 + slot);
  }
}
