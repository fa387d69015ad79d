import type { RgbPicture } from './rgb-picture.js';

/** Colours of a terminal: 24 bits, or the palette of 256 that nearly all have. */
export type TerminalColors = '24-bit' | '256';

type Rgb = readonly [red: number, green: number, blue: number];

/**
 * The picture as text from the upper left corner of the screen: two pixels a character, the upper half block. Each line begins
 * with its place, so that nothing scrolls.
 */
export function halfBlocks({ width, height, strideBytes, data }: RgbPicture, colors: TerminalColors): string {
  const code = colors === '24-bit' ? trueColor : paletteColor;
  const colorAt = (x: number, y: number): string => {
    // Below the last of an odd number of rows there is it again.
    const at = Math.min(y, height - 1) * strideBytes + 3 * x;
    return code([data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]);
  };
  let text = '';
  for (let line = 0; 2 * line < height; line += 1) {
    text += `\u001b[${line + 1};1H`;
    let before = '';
    for (let x = 0; x < width; x += 1) {
      const color = `38;${colorAt(x, 2 * line)};48;${colorAt(x, 2 * line + 1)}`;
      text += color === before ? '▀' : `\u001b[${color}m▀`;
      before = color;
    }
    text += '\u001b[0m';
  }
  return text;
}

function trueColor(color: Rgb): string {
  return `2;${color.join(';')}`;
}

/** Levels of a channel in xterm's cube of 6 x 6 x 6 colours, which begins at 16. */
const levels = [0, 95, 135, 175, 215, 255];

/** The nearest of xterm's palette: its cube, or its 24 greys from 232 on (8, 18 … 238). */
function paletteColor(color: Rgb): string {
  const steps = color.map(nearestLevel);
  const [red = 0, green = 0, blue = 0] = steps;
  const mean = (color[0] + color[1] + color[2]) / 3;
  const grey = Math.min(23, Math.max(0, Math.round((mean - 8) / 10)));
  const cubeError = distance(color, (channel) => levels[steps[channel] ?? 0] ?? 0);
  const greyError = distance(color, () => 8 + 10 * grey);
  return `5;${greyError < cubeError ? 232 + grey : 16 + 36 * red + 6 * green + blue}`;
}

function nearestLevel(value: number): number {
  // The first step is 95 wide, the others 40; halves of them are the borders.
  return value < 48 ? 0 : value < 115 ? 1 : Math.min(5, Math.floor((value - 35) / 40));
}

function distance(color: Rgb, other: (channel: 0 | 1 | 2) => number): number {
  return (color[0] - other(0)) ** 2 + (color[1] - other(1)) ** 2 + (color[2] - other(2)) ** 2;
}
