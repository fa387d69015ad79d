/** A picture as a terminal with sixels would show it: a colour in percent per pixel, `undefined` where nothing was drawn. */
export interface SixelPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: readonly (string | undefined)[][];
  /** Rows that are touched, in whole bands. */
  readonly bands: number;
}

/** Reads sixels as the VT340's manual describes them; refuses whatever else there is. */
export function readSixel(text: string): SixelPicture {
  const [, width = '', height = '', body = ''] = /^\x1bP0;1q"1;1;(\d+);(\d+)(.*)\x1b\\$/s.exec(text) ?? [];
  const pixels: (string | undefined)[][] = Array.from({ length: Number(height) }, () => []);
  const colors = new Map<string, string>();
  let [color, x, band, rest] = ['', 0, 0, body];
  const tokens = /^(?:#(\d+);2;(\d+;\d+;\d+)|#(\d+)|(?:!(\d+))?([?-~])|([$-]))/;
  while (rest !== '') {
    const token = tokens.exec(rest);
    if (token === null) throw new Error(`No sixel: ${JSON.stringify(rest.slice(0, 20))}`);
    const [all, defined, rgb = '', chosen, repeat = '1', sixel, move] = token;
    rest = rest.slice(all.length);
    if (defined !== undefined) colors.set(defined, rgb);
    if (chosen !== undefined) color = chosen;
    if (move !== undefined) x = 0;
    if (move === '-') band += 1;
    if (sixel === undefined) continue;
    for (const end = x + Number(repeat); x < end; x += 1) {
      for (let bit = 0; bit < 6; bit += 1) {
        if (((sixel.charCodeAt(0) - 63) >> bit) % 2 === 0) continue;
        const row = pixels[6 * band + bit];
        if (row === undefined || x >= Number(width)) throw new Error(`Outside: ${x}, ${6 * band + bit}`);
        row[x] = colors.get(color);
      }
    }
  }
  return { width: Number(width), height: Number(height), pixels, bands: band + 1 };
}
