import { halfBlocks, type TerminalColors } from './half-blocks.js';
import { kitty } from './kitty.js';
import { choosePalette } from './palette.js';
import type { RgbPicture } from './rgb-picture.js';
import { fitInside, scalePicture, type Size } from './scale-picture.js';
import { bandHeight, sixel } from './sixel.js';

/** How a terminal shows pictures: kitty's graphics protocol, DEC's sixels, or coloured half blocks. */
export type TerminalGraphics = 'kitty' | 'sixel' | 'blocks';

/** The part of a terminal that a picture may take, from its upper left corner. */
export interface PictureArea {
  /** Characters. */
  readonly columns: number;
  /** Lines. */
  readonly rows: number;
  /** Pixels of a character. */
  readonly cell: Size;
  readonly graphics: TerminalGraphics;
  /** For half blocks. */
  readonly colors: TerminalColors;
}

/** Pictures with more pixels in a direction are not drawn by all terminals (xterm: 1000), and take long. */
const mostPixels = 1000;

/** What makes the terminal show the picture in the area, as large as it fits; of pixels, no larger than it is. */
export function encodePicture(picture: RgbPicture, area: PictureArea): Uint8Array<ArrayBuffer> {
  switch (area.graphics) {
    case 'kitty':
      return asBytes(kittyPicture(picture, area));
    case 'sixel':
      return sixelPicture(picture, area);
    case 'blocks':
      return asBytes(blockPicture(picture, area));
  }
}

function kittyPicture(picture: RgbPicture, { columns, rows, cell }: PictureArea): string {
  const room = { width: columns * cell.width, height: rows * cell.height };
  const shown = fitInside(picture, room);
  // In whole characters, which it may be out of shape by half of.
  const extent = {
    columns: Math.max(1, Math.round(shown.width / cell.width)),
    rows: Math.max(1, Math.round(shown.height / cell.height)),
  };
  const most = { width: Math.min(room.width, mostPixels), height: Math.min(room.height, mostPixels) };
  // The terminal makes small ones larger.
  return kitty(scalePicture(picture, fitInside(picture, most, 1)), extent);
}

function sixelPicture(picture: RgbPicture, { columns, rows, cell }: PictureArea): Uint8Array<ArrayBuffer> {
  const height = Math.min(rows * cell.height, mostPixels);
  // Whole bands: one that went over into the line below would make the terminal scroll.
  const room = {
    width: Math.min(columns * cell.width, mostPixels),
    height: Math.max(bandHeight, height - (height % bandHeight)),
  };
  return sixel(choosePalette(scalePicture(picture, fitInside(picture, room, 1))));
}

function blockPicture(picture: RgbPicture, { columns, rows, colors }: PictureArea): string {
  return halfBlocks(scalePicture(picture, fitInside(picture, { width: columns, height: 2 * rows })), colors);
}

function asBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
