import { ColorCells } from './color-cells.js';
import type { RgbPicture } from './rgb-picture.js';

/** A picture in few colours. */
export interface IndexedPicture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each colour, 0..255. */
  readonly palette: Uint8Array;
  /** Number of a colour per pixel, row by row. */
  readonly indices: Uint8Array;
}

/** Some cells, `from` to `to` of the list of all, and how far their colours are from their mean. */
interface Box {
  readonly from: number;
  readonly to: number;
  /** Red, green, blue. */
  readonly mean: readonly number[];
  /** The channel in which they differ most. */
  readonly widest: number;
  /** Sum of squared distances from the mean in that channel, over all pixels. */
  readonly error: number;
}

/**
 * Chooses colours that suit the picture and gives each pixel one of them: the cube of colours is cut in two where a box's
 * colours differ most, at their mean, until there are enough boxes (after Heckbert, Color Image Quantization for Frame Buffer
 * Display, 1982; by variance rather than by length, as Wu, 1991).
 *
 * @param most - colours, 1..256
 */
export function choosePalette(picture: RgbPicture, most = 256): IndexedPicture {
  const cells = new ColorCells(picture);
  const boxes = cutIntoBoxes(cells, most);
  const palette = Uint8Array.from(boxes.flatMap(({ mean }) => mean.map(Math.round)));
  const { width, height } = picture;
  return { width, height, palette, indices: cells.numbered(boxes.map(({ to }) => to)) };
}

function cutIntoBoxes(cells: ColorCells, most: number): readonly Box[] {
  const boxes = [boxOf(cells, 0, cells.count)];
  while (boxes.length < most) {
    const worst = boxes.reduce((found, box) => (box.error > found.error ? box : found));
    const middle = worst.error === 0 ? 0 : cells.partition(worst.from, worst.to, worst.widest, worst.mean);
    // What is left cannot be told apart.
    if (middle <= worst.from || middle >= worst.to) break;
    const halves = [boxOf(cells, worst.from, middle), boxOf(cells, middle, worst.to)];
    boxes.splice(boxes.indexOf(worst), 1, ...halves);
  }
  return boxes;
}

function boxOf(cells: ColorCells, from: number, to: number): Box {
  const pixels = cells.pixels(from, to);
  const channels = [0, 1, 2].map((channel) => cells.spread(from, to, channel, pixels));
  const errors = channels.map(({ error }) => error);
  const error = Math.max(...errors);
  // A single cell is not cut, however its sums are rounded.
  const cut = { widest: errors.indexOf(error), error: to - from < 2 ? 0 : error };
  return { from, to, mean: channels.map(({ mean }) => mean), ...cut };
}
