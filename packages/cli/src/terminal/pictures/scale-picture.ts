import type { RgbPicture } from './rgb-picture.js';

/** Pixels, or whatever else is counted in two directions. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest size of the picture's shape inside a room, at least 1 x 1; `most` times the picture's own, at most. */
export function fitInside(picture: Size, room: Size, most = Infinity): Size {
  const scale = Math.min(room.width / picture.width, room.height / picture.height, most);
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
}

/** A picture of this size, without padding: each pixel the mean of those it stands for, or the one it is part of. */
export function scalePicture(picture: RgbPicture, { width, height }: Size): RgbPicture {
  const data = new Uint8Array(3 * width * height);
  const columns = edges(picture.width, width);
  const rows = edges(picture.height, height);
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    const [top = 0, bottom = 0] = [rows[2 * y], rows[2 * y + 1]];
    for (let x = 0; x < width; x += 1, to += 3) {
      addMean(picture, { left: columns[2 * x] ?? 0, right: columns[2 * x + 1] ?? 0, top, bottom }, data, to);
    }
  }
  return { width, height, strideBytes: 3 * width, data };
}

/** First pixel and the one after the last, for each of the smaller or larger picture's. */
function edges(from: number, to: number): Uint32Array {
  const found = new Uint32Array(2 * to);
  for (let i = 0; i < to; i += 1) {
    const first = Math.floor((i * from) / to);
    found[2 * i] = first;
    found[2 * i + 1] = Math.max(first + 1, Math.floor(((i + 1) * from) / to));
  }
  return found;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function addMean({ data, strideBytes }: RgbPicture, box: Box, target: Uint8Array, to: number): void {
  let [red, green, blue] = [0, 0, 0];
  for (let y = box.top; y < box.bottom; y += 1) {
    const end = y * strideBytes + 3 * box.right;
    for (let at = y * strideBytes + 3 * box.left; at < end; at += 3) {
      red += data[at] ?? 0;
      green += data[at + 1] ?? 0;
      blue += data[at + 2] ?? 0;
    }
  }
  const count = (box.right - box.left) * (box.bottom - box.top);
  target[to] = red / count + 0.5;
  target[to + 1] = green / count + 0.5;
  target[to + 2] = blue / count + 0.5;
}
