/** Still-image formats that can be read. */
export type StillCodec = 'jpeg' | 'png' | 'webp' | 'bmp' | 'tiff';

/** How the stored picture must be turned to stand upright: the value of the EXIF (and TIFF) tag 0x0112. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What the header of an image says. */
export interface ImageHeader {
  readonly codec: StillCodec;
  /** Pixels as stored, before `orientation` is applied; at least 1. */
  readonly width: number;
  /** Pixels as stored, before `orientation` is applied; at least 1. */
  readonly height: number;
  /** 1 (upright) where the file does not say; 5..8 swap width and height. */
  readonly orientation: Orientation;
}

/** The number as an orientation; anything that is none reads as upright. */
export function orientationOf(value: number): Orientation {
  return Number.isInteger(value) && value >= 1 && value <= 8 ? (value as Orientation) : 1;
}
