/** Reads the bits of a unit of H.264 (ITU-T H.264, 7.2 and 9.1), without its bytes that only keep start codes from arising. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** @param unit - with its header byte, which is the first to be read */
  constructor(unit: Uint8Array) {
    this.#bytes = withoutPrevention(unit);
  }

  /** An unsigned number of at most 32 bits; beyond the end there are zeros. */
  bits(count: number): number {
    let value = 0;
    for (let read = 0; read < count; read += 1, this.#at += 1) {
      const byte = this.#bytes[this.#at >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  /** ue(v): an unsigned number in Exp-Golomb code. */
  unsigned(): number {
    let zeros = 0;
    while (zeros < 32 && !this.flag()) zeros += 1;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v): a signed one. */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}

/** Without the 3 in 0 0 3. */
function withoutPrevention(unit: Uint8Array): Uint8Array {
  const bytes = Buffer.from(unit.buffer, unit.byteOffset, unit.length);
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(prevention); at >= 0; at = bytes.indexOf(prevention, at + 3)) {
    parts.push(bytes.subarray(from, at + 2));
    from = at + 3;
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(from)]);
}

const prevention = Buffer.from([0, 0, 3]);
