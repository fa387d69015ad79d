import type { DrawText, PixelFrame, Rgb } from '@farsight/protocol';
import { clip, fill } from './fill.js';
import { glyphsOfSize, type Glyph } from './font/glyphs-of-size.js';

/** Pixels per em, as a share of the background's height: capitals take 0.58 of it, with tails and accents 0.8. */
const emShare = 0.8;

/** The base line, as a share of the background's height: capitals with their tails stand in the middle. */
const baseShare = 0.72;

/** Space before and after the text, as a share of the background's height. */
const marginShare = 0.25;

/** Longest text drawn; more would not fit any frame. */
const maxCharacters = 512;

/** Highest background; a frame is not larger. */
const maxHeight = 4096;

/**
 * Draws a line of text on a filled background. A label that would run over the right edge of the frame moves left until it
 * can be read, but not over the left edge.
 */
export function paintText(pixels: PixelFrame, command: DrawText): void {
  const height = Math.min(maxHeight, Math.round(command.height));
  if (!(height >= 1) || !Number.isFinite(command.x) || !Number.isFinite(command.y)) return;
  const glyphSet = glyphsOfSize(height * emShare);
  const glyphs = Array.from(composed(command.text), glyphSet);
  const margin = Math.round(height * marginShare);
  const textWidth = Math.ceil(glyphs.reduce((sum, { advance }) => sum + advance, 0));
  const width = textWidth + 2 * margin;
  const x1 = leftEdge(Math.round(command.x), width, pixels.width);
  const y1 = Math.round(command.y) - (command.anchor === 'bottom' ? height : 0);
  fill(pixels, { x1, y1, x2: x1 + width, y2: y1 + height }, command.background);
  let pen = x1 + margin;
  for (const glyph of glyphs) {
    blend(pixels, glyph, Math.round(pen), y1 + Math.round(height * baseShare), command.color);
    pen += glyph.advance;
  }
}

/** Letters in one piece with their accents, as the font has them; not more than can be drawn. */
function composed(text: string): string {
  // Before composing: that takes time.
  return text.slice(0, maxCharacters).normalize('NFC');
}

/** Labels that begin outside the frame stay there. */
function leftEdge(x: number, width: number, frameWidth: number): number {
  return x < 0 || x >= frameWidth ? x : Math.max(0, Math.min(x, frameWidth - width));
}

/** Mixes the colour into the pixels, as far as the letter covers each. */
function blend(pixels: PixelFrame, glyph: Glyph, penX: number, baseY: number, color: Rgb): void {
  const [left, top] = [penX + glyph.left, baseY + glyph.top];
  const inside = clip(pixels, { x1: left, y1: top, x2: left + glyph.width, y2: top + glyph.height });
  if (inside === undefined) return;
  const { data, strideBytes } = pixels;
  for (let y = inside.y1; y < inside.y2; y++) {
    for (let x = inside.x1; x < inside.x2; x++) {
      const share = glyph.coverage[(y - top) * glyph.width + (x - left)] ?? 0;
      if (share === 0) continue;
      const at = y * strideBytes + 3 * x;
      for (let channel = 0; channel < 3; channel++) {
        const under = data[at + channel] ?? 0;
        data[at + channel] = under + Math.round((((color[channel] ?? 0) - under) * share) / 255);
      }
    }
  }
}
