/** What becomes of an RTP packet (RFC 3550) on its way; undefined: it is lost. */
export type RtpFault = (packet: Buffer) => Buffer | undefined;

/** Loses packets here and there, the same ones each time: `share` of them, 0..1. */
export function loses(share: number, seed = 1): RtpFault {
  let state = seed;
  return (packet) => {
    // The generator of Numerical Recipes (ranqd1).
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 < share ? undefined : packet;
  };
}

/** Loses the packets of these pictures, counted from when it begins. */
export function losesPictures(lost: (picture: number) => boolean): RtpFault {
  const pictureOf = pictures();
  return (packet) => (lost(pictureOf(packet)) ? undefined : packet);
}

/** Turns bytes in the middle of every `nth` packet over. */
export function damages(nth: number): RtpFault {
  let count = 0;
  return (packet) => {
    count += 1;
    if (count % nth !== 0) return packet;
    const damaged = Buffer.from(packet);
    for (let at = packet.length >> 1; at < Math.min(packet.length, (packet.length >> 1) + 16); at += 1) {
      damaged.writeUInt8(~packet.readUInt8(at) & 0xff, at);
    }
    return damaged;
  };
}

/** Gives pictures other times: `change` takes that of a picture, in ticks of 1/90000 s from the first, and its number. */
export function retimes(change: (ticks: number, picture: number) => number): RtpFault {
  const pictureOf = pictures();
  let first: number | undefined;
  return (packet) => {
    const ticks = packet.readUInt32BE(4);
    first ??= ticks;
    const retimed = Buffer.from(packet);
    retimed.writeUInt32BE((first + change((ticks - first) | 0, pictureOf(packet))) >>> 0, 4);
    return retimed;
  };
}

/** Numbers pictures by their times: all packets of one have the same. */
function pictures(): (packet: Buffer) => number {
  let last: number | undefined;
  let picture = -1;
  return (packet) => {
    const ticks = packet.readUInt32BE(4);
    if (ticks !== last) picture += 1;
    last = ticks;
    return picture;
  };
}
