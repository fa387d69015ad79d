import { inflateSync } from 'node:zlib';
import { glyphCharacters, glyphData, glyphEm } from './glyphs.js';
import { scaleCoverage, type Coverage } from './scale-coverage.js';

/** A letter at one size. */
export interface Glyph extends Coverage {
  /** From this letter's pen position to the next one's, in pixels, not rounded. */
  readonly advance: number;
  /** From the pen to the left edge of the picture, in pixels. */
  readonly left: number;
  /** From the base line to the top edge of the picture, in pixels; negative is above. */
  readonly top: number;
}

/** Letters of one size by character; all that are not in the font share one picture. */
export type GlyphSet = (character: string) => Glyph;

/** Sizes kept: a frame has one or two, a run of pictures of many sizes not many more. */
const maxKept = 16;

const sizes = new Map<number, GlyphSet>();

/** The letters with `em` pixels per em. Scaled when first asked for, then kept. */
export function glyphsOfSize(em: number): GlyphSet {
  const kept = sizes.get(em) ?? makeSize(em);
  // What was asked for last stands last; the first goes when there are too many.
  sizes.delete(em);
  sizes.set(em, kept);
  for (const oldest of sizes.keys()) if (sizes.size > maxKept) sizes.delete(oldest);
  return kept;
}

function makeSize(em: number): GlyphSet {
  const scaled = new Map<Glyph, Glyph>();
  return (character) => {
    const original = originals().get(character) ?? unknownGlyph();
    const kept = scaled.get(original) ?? scaleGlyph(original, em / glyphEm);
    scaled.set(original, kept);
    return kept;
  };
}

/** Rounds the edges outwards to whole pixels, so that the parts of a letter keep their places to each other. */
function scaleGlyph({ advance, left, top, width, height, coverage }: Glyph, scale: number): Glyph {
  const [x1, y1] = [Math.floor(left * scale), Math.floor(top * scale)];
  const [x2, y2] = [Math.ceil((left + width) * scale), Math.ceil((top + height) * scale)];
  const place = { x: left * scale - x1, y: top * scale - y1, scale };
  const picture = scaleCoverage({ width, height, coverage }, place, x2 - x1, y2 - y1);
  return { ...picture, advance: advance * scale, left: x1, top: y1 };
}

let unpacked: ReadonlyMap<string, Glyph> | undefined;

function originals(): ReadonlyMap<string, Glyph> {
  unpacked ??= unpack();
  return unpacked;
}

function unknownGlyph(): Glyph {
  const glyph = originals().get(Array.from(glyphCharacters).at(-1) ?? '');
  return glyph ?? { advance: 0, left: 0, top: 0, width: 0, height: 0, coverage: new Uint8Array() };
}

/** Numbers per glyph in the table, two bytes each. */
const fields = 5;

/** The layout is described in make-glyphs.py. */
function unpack(): ReadonlyMap<string, Glyph> {
  const bytes = inflateSync(Buffer.from(glyphData, 'base64'));
  const characters = Array.from(glyphCharacters);
  let at = characters.length * fields * 2;
  return new Map(
    characters.map((character, i) => {
      const field = (number: number): number => bytes.readInt16LE(2 * (fields * i + number));
      const [width, height] = [field(3), field(4)];
      const byteLength = Math.ceil((width * height) / 2);
      const coverage = unpackLevels(bytes.subarray(at, at + byteLength), width * height);
      at += byteLength;
      return [character, { advance: field(0) / 64, left: field(1), top: field(2), width, height, coverage }];
    }),
  );
}

/** Two levels 0..15 a byte -> one level 0..255 a byte. */
function unpackLevels(packed: Uint8Array, count: number): Uint8Array {
  const levels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const pair = packed[i >> 1] ?? 0;
    levels[i] = 17 * (i % 2 === 0 ? pair >> 4 : pair & 15);
  }
  return levels;
}
