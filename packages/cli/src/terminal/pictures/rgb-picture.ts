/** Colours of a picture, three bytes a pixel (red, green, blue), row by row. */
export interface RgbPicture {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** From one row to the next, at least `3 * width`. */
  readonly strideBytes: number;
  readonly data: Uint8Array;
}
