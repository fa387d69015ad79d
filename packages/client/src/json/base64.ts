// Every runtime has it, but not the ECMAScript library that this package is limited to.
declare const btoa: (binary: string) => string;

/** Bytes turned at a time: a multiple of 3, so that the pieces join, and few enough to be arguments of a call. */
const pieceBytes = 3 * 2 ** 13;

/** Bytes -> base64 (RFC 4648, with padding). */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + pieceBytes)));
  }
  return text;
}
