import { ByteText } from './byte-text.js';
import type { IndexedPicture } from './palette.js';

/** Rows of a band: one character stands for so many pixels below each other. */
export const bandHeight = 6;

/** Shorter runs are no shorter as a repetition. */
const leastRun = 4;
/** The character without a pixel; the others follow. */
const noPixels = '?'.charCodeAt(0);
/** Goes back to the band's beginning, for the next colour. */
const bandAgain = '$'.charCodeAt(0);
const nextBand = '-'.charCodeAt(0);

/**
 * The picture in DEC's sixel graphics (VT330/VT340 Programmer Reference, volume 2, chapter 14), from the cursor on. Pixels are
 * square, colours are in percent of red, green and blue.
 */
export function sixel({ width, height, palette, indices }: IndexedPicture): Uint8Array<ArrayBuffer> {
  const out = new ByteText();
  // 0: shape of pixels is said below; 1: pixels that are not drawn stay as they are.
  out.text(`\u001bP0;1q"1;1;${width};${height}`);
  for (let color = 0; 3 * color < palette.length; color += 1) {
    out.text(`#${color};2;${[...palette.subarray(3 * color, 3 * color + 3)].map(percent).join(';')}`);
  }
  const band = new Band(width);
  for (let top = 0; top < height; top += bandHeight) {
    if (top > 0) out.byte(nextBand);
    band.fill(indices.subarray(top * width, Math.min(height, top + bandHeight) * width));
    band.write(out);
  }
  out.text('\u001b\\');
  return out.taken();
}

function percent(level: number): number {
  return Math.round((level * 100) / 255);
}

/** Six rows of a picture, as a row of sixels per colour. */
class Band {
  readonly #width: number;
  /** Which of the six pixels have the colour: for each of 256 colours, for each column. */
  readonly #masks: Uint8Array;
  /** First and last column of each colour. */
  readonly #first = new Int32Array(256);
  readonly #last = new Int32Array(256).fill(-1);
  readonly #colors: number[] = [];

  constructor(width: number) {
    this.#width = width;
    this.#masks = new Uint8Array(256 * width);
  }

  fill(indices: Uint8Array): void {
    const width = this.#width;
    for (let at = 0, bit = 1; at < indices.length; at += width, bit <<= 1) {
      for (let x = 0; x < width; x += 1) {
        const color = indices[at + x] ?? 0;
        const last = this.#last[color] ?? -1;
        if (last === -1) {
          this.#colors.push(color);
          this.#first[color] = x;
        } else if (x < (this.#first[color] ?? 0)) this.#first[color] = x;
        if (x > last) this.#last[color] = x;
        const place = color * width + x;
        this.#masks[place] = (this.#masks[place] ?? 0) | bit;
      }
    }
  }

  /** Writes the colours, one over the other, and empties the band. */
  write(out: ByteText): void {
    this.#colors.forEach((color, i) => {
      if (i > 0) out.byte(bandAgain);
      const [first = 0, last = 0] = [this.#first[color], this.#last[color]];
      const masks = this.#masks.subarray(color * this.#width, color * this.#width + last + 1);
      out.text(`#${color}`);
      writeRuns(out, masks, first);
      masks.fill(0, first);
      this.#last[color] = -1;
    });
    this.#colors.length = 0;
  }
}

function writeRuns(out: ByteText, masks: Uint8Array, first: number): void {
  writeRun(out, 0, first);
  for (let x = first; x < masks.length;) {
    const mask = masks[x] ?? 0;
    let end = x + 1;
    while (end < masks.length && masks[end] === mask) end += 1;
    writeRun(out, mask, end - x);
    x = end;
  }
}

function writeRun(out: ByteText, mask: number, length: number): void {
  if (length >= leastRun) {
    out.text(`!${length}`);
    out.byte(noPixels + mask);
    return;
  }
  for (let i = 0; i < length; i += 1) out.byte(noPixels + mask);
}
