/** What a frame looks like: coded as it came (empty: not at all), or decoded. */
export type FrameImage = Uint8Array | ImageBitmap;

/** Bytes of memory that an image takes. */
export function imageBytes(image: FrameImage): number {
  return image instanceof Uint8Array ? image.length : 4 * image.width * image.height;
}

/** Frees what browsers free only late by themselves. */
export function releaseImage(image: FrameImage): void {
  if (!(image instanceof Uint8Array)) image.close();
}
