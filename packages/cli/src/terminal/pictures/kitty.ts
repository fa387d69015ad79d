import { deflateSync } from 'node:zlib';
import type { RgbPicture } from './rgb-picture.js';

/**
 * How large the picture is shown, in characters. Of one alone the protocol says that the other follows from the picture's shape,
 * but kitty before 2024 (its issue 7380) and WezTerm (its issue 5402) distort it.
 */
export interface KittyExtent {
  readonly columns: number;
  readonly rows: number;
}

/** Most characters of one piece. */
const pieceCharacters = 4096;

/** Each picture takes the place of the one before, so that the terminal keeps one. Any number but 0. */
const imageId = 5081;

/**
 * The picture in kitty's graphics protocol (https://sw.kovidgoyal.net/kitty/graphics-protocol/), from the cursor on, which stays
 * where it is. Deflated pixels in base64; the terminal does not answer.
 *
 * @param picture - without padding
 */
export function kitty({ width, height, data }: RgbPicture, { columns, rows }: KittyExtent): string {
  // The fastest: a picture is on its way for a moment only.
  const text = deflateSync(data, { level: 1 }).toString('base64');
  const keys = `a=T,f=24,o=z,s=${width},v=${height},i=${imageId},p=1,C=1,q=2,c=${columns},r=${rows}`;
  let pieces = '';
  for (let at = 0; at < text.length; at += pieceCharacters) {
    const end = at + pieceCharacters;
    const more = end < text.length ? 1 : 0;
    const control = at === 0 ? `${keys},m=${more}` : `m=${more},q=2`;
    pieces += `\u001b_G${control};${text.slice(at, end)}\u001b\\`;
  }
  return pieces;
}

/** Takes the picture away, and frees what the terminal keeps of it. */
export const kittyDelete = `\u001b_Ga=d,d=I,i=${imageId},q=2\u001b\\`;
