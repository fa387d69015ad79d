import { JpegPictures } from './jpeg-pictures.js';
import { videoConfigFor, VideoPictures, type VideoFormat } from './video-pictures.js';
import type { EncodedFrame } from '@farsight/protocol';

type WithoutStamp<F> = F extends unknown ? Omit<F, 'stamp'> : never;

/** A picture as it travels, but for its stamp. */
export type EncodedPicture = WithoutStamp<EncodedFrame>;

/** Formats that pictures can be encoded as: of video, how the name of the codec begins. */
export type PictureFormat = VideoFormat | 'jpeg';

/** Makes frames of pictures. */
export interface PictureEncoder {
  readonly format: PictureFormat;
  /** Takes a picture, which remains the caller's and is not needed any longer once this returns. */
  encode(picture: ImageBitmap, ptsUs: number): void;
  /** Resolves when it can take another picture without falling behind; rejects when it never will. */
  ready(): Promise<void>;
  /** Lets the next frame be one that decoding can begin at. */
  begin(): void;
  /** Resolves when all that comes of the pictures taken has come. */
  flush(): Promise<void>;
  close(): void;
}

/**
 * What comes of a picture, in their order. Encoders may leave out pictures: of these nothing comes.
 *
 * @param ptsUs - which one it was
 */
export type OnEncoded = (encoded: EncodedPicture, ptsUs: number) => void;

/**
 * Opens an encoder for pictures of a size.
 *
 * @param unusable - formats that this browser's encoders have turned out not to encode live
 */
export type OpenEncoder = (
  size: { readonly width: number; readonly height: number },
  onEncoded: OnEncoded,
  unusable: ReadonlySet<PictureFormat>,
) => Promise<PictureEncoder>;

/** The best that this browser has: video, or else one JPEG after the other. */
export const openEncoder: OpenEncoder = async (size, onEncoded, unusable) => {
  const config = await videoConfigFor(size, unusable);
  return config === undefined ? new JpegPictures(onEncoded) : new VideoPictures(config, onEncoded);
};
