import type { OnEncoded, PictureEncoder } from './picture-encoder.js';

/** Of frames that the browser encodes, 0..1: what networks find does not suffer. */
const quality = 0.9;

/** A picture as JPEG. */
export async function jpegOf(picture: ImageBitmap): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d', { alpha: false })?.drawImage(picture, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  return new Uint8Array(await blob.arrayBuffer());
}

/** Encodes one picture after the other, for browsers that cannot encode video, and pages that must not. */
export class JpegPictures implements PictureEncoder {
  readonly format = 'jpeg';
  readonly #onEncoded: OnEncoded;
  #last: Promise<void> = Promise.resolve();

  constructor(onEncoded: OnEncoded) {
    this.#onEncoded = onEncoded;
  }

  encode(picture: ImageBitmap, ptsUs: number): void {
    const jpeg = jpegOf(picture);
    this.#last = this.#last.then(async () => this.#onEncoded({ codec: 'jpeg', data: await jpeg }, ptsUs));
  }

  ready(): Promise<void> {
    return this.#last;
  }

  begin(): void {
    // Every frame is one that decoding can begin at.
  }

  flush(): Promise<void> {
    return this.#last;
  }

  close(): void {
    // It has nothing that would not go by itself.
  }
}
