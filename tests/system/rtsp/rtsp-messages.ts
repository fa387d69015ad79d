/** Splits one direction of an RTSP connection into its messages (RFC 2326): texts, and packets interleaved with them (10.12). */
export class RtspMessages {
  #bytes: Buffer = Buffer.alloc(0);

  /** @returns what has come whole. */
  push(chunk: Buffer): Buffer[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const messages: Buffer[] = [];
    for (let length = this.#nextLength(); length !== undefined; length = this.#nextLength()) {
      messages.push(this.#bytes.subarray(0, length));
      this.#bytes = this.#bytes.subarray(length);
    }
    return messages;
  }

  /** Bytes of the message at the front; undefined until it is there whole. */
  #nextLength(): number | undefined {
    const length = isInterleaved(this.#bytes) ? this.#packetLength() : this.#textLength();
    return length !== undefined && this.#bytes.length >= length ? length : undefined;
  }

  #packetLength(): number | undefined {
    return this.#bytes.length < 4 ? undefined : 4 + this.#bytes.readUInt16BE(2);
  }

  #textLength(): number | undefined {
    const end = this.#bytes.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const header = this.#bytes.toString('latin1', 0, end);
    return end + 4 + Number(/^content-length: *(\d+)/im.exec(header)?.[1] ?? 0);
  }
}

/** Whether a message is a packet: `$`, its channel, its length in two bytes, its content. */
export function isInterleaved(message: Buffer): boolean {
  return message[0] === 0x24;
}
