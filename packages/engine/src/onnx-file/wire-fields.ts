import { FarsightError } from '@farsight/protocol';

import type { ByteSource } from './byte-source.js';

/** One field of a protobuf message: a number, or a range of bytes that is read only if somebody wants it. */
export interface WireField {
  readonly number: number;
  /** Value of a varint; 0 for the other wire types. */
  readonly value: number;
  /** Whether it has a range of bytes: a string, bytes or a message. */
  readonly lengthDelimited: boolean;
  readonly start: number;
  readonly end: number;
}

/** Longest text that is read from a file: ImageNet's names are 30 KB. */
const maxTextBytes = 4 * 1024 * 1024;

/** A varint has at most ten bytes: https://protobuf.dev/programming-guides/encoding/#varints */
const maxVarintBytes = 10;

const utf8 = new TextDecoder();

/**
 * Walks the fields of protobuf messages without a schema and without copying what it walks over
 * (https://protobuf.dev/programming-guides/encoding/). Every error is an INVALID_NETWORK that names the file.
 */
export class WireWalker {
  readonly #source: ByteSource;
  readonly #name: string;
  #fieldsLeft: number;

  constructor(source: ByteSource, name: string, maxFields: number) {
    this.#source = source;
    this.#name = name;
    this.#fieldsLeft = maxFields;
  }

  /** The fields of the message in `[start, end)`. */
  *fields(start = 0, end = this.#source.size): Generator<WireField, void, undefined> {
    let at = start;
    while (at < end) {
      if (this.#fieldsLeft-- <= 0) throw this.broken('it has more parts than any network');
      const tag = this.#varint(at, end);
      const field = this.#field(Math.floor(tag.value / 8), tag.value % 8, tag.end, end);
      yield field;
      at = field.end;
    }
  }

  /** The numbers of a repeated varint field: one, or many packed. */
  *numbers(field: WireField): Generator<number, void, undefined> {
    if (!field.lengthDelimited) {
      yield field.value;
      return;
    }
    for (let at = field.start; at < field.end;) {
      if (this.#fieldsLeft-- <= 0) throw this.broken('it has more parts than any network');
      const varint = this.#varint(at, field.end);
      yield varint.value;
      at = varint.end;
    }
  }

  text(field: WireField): string {
    const length = field.end - field.start;
    if (length > maxTextBytes) throw this.broken(`it has a text of ${length} bytes`);
    const bytes = this.#source.read(field.start, length);
    return utf8.decode(bytes);
  }

  /** The error for a file that is not what it should be. */
  broken(what: string): FarsightError {
    return new FarsightError('INVALID_NETWORK', `Expected an ONNX network in ${this.#name} but ${what}.`);
  }

  #field(number: number, wireType: number, at: number, end: number): WireField {
    if (number === 0) throw this.broken('its bytes make no sense as one');
    switch (wireType) {
      case 0: {
        const varint = this.#varint(at, end);
        return { number, value: varint.value, lengthDelimited: false, start: at, end: varint.end };
      }
      case 1:
      case 5: {
        const fieldEnd = at + (wireType === 1 ? 8 : 4);
        this.#checkEnd(fieldEnd, end);
        return { number, value: 0, lengthDelimited: false, start: at, end: fieldEnd };
      }
      case 2: {
        const length = this.#varint(at, end);
        this.#checkEnd(length.end + length.value, end);
        return {
          number,
          value: 0,
          lengthDelimited: true,
          start: length.end,
          end: length.end + length.value,
        };
      }
      default: // Groups (3, 4) do not occur in ONNX; 6 and 7 do not exist.
        throw this.broken('its bytes make no sense as one');
    }
  }

  #checkEnd(fieldEnd: number, end: number): void {
    if (fieldEnd > end) throw this.#cutOff(fieldEnd);
  }

  #cutOff(needed: number): FarsightError {
    const { size } = this.#source;
    return needed > size
      ? this.broken(
          `it is cut off or damaged: a part of it ends at byte ${needed}, and the file has ${size} bytes`,
        )
      : this.broken('it is damaged: a part of it is longer than the whole it belongs to');
  }

  /** As a double: exact up to 2^53; beyond it only the sign of a signed 64-bit number is kept, which is enough for "not a size". */
  #varint(at: number, end: number): { readonly value: number; readonly end: number } {
    const bytes = this.#source.read(at, Math.min(maxVarintBytes, end - at));
    let value = 0;
    let scale = 1;
    for (const [index, byte] of bytes.entries()) {
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) {
        return { value: value >= 2 ** 63 ? -1 : value, end: at + index + 1 };
      }
    }
    if (bytes.length === maxVarintBytes) throw this.broken('its bytes make no sense as one');
    throw this.#cutOff(end + 1);
  }
}
