/** How a video is to be decoded, in the words of WebCodecs' `VideoDecoderConfig`. */
export interface VideoConfig {
  /**
   * WebCodecs' name of format, profile and level: `avc1.640028`, `hvc1.1.6.L93.B0`, `av01.0.04M.08`, `vp09.00.10.08`, `vp8`.
   */
  readonly codec: string;
  /** avcC, hvcC or av1C. H.264 and H.265 without one are Annex B, with their parameter sets in the key frames. */
  readonly description?: Uint8Array | undefined;
  /** Pixels as coded, where known. */
  readonly codedWidth?: number | undefined;
  /** Pixels as coded, where known. */
  readonly codedHeight?: number | undefined;
  /** Degrees clockwise that stand the picture upright; default 0. */
  readonly rotation?: Rotation | undefined;
  /** Whether it is to be mirrored left to right after that; default false. */
  readonly flip?: boolean | undefined;
}

/** Quarter turns, in degrees clockwise. */
export const rotations = [0, 90, 180, 270] as const;

/** See {@link rotations}. */
export type Rotation = (typeof rotations)[number];

/**
 * Most pictures that a decoder keeps back to bring them into the order of presentation: the largest picture buffer of H.264
 * (A.3.1) and H.265 (A.4.2). A stream of video may have so many more chunks unanswered than its window says.
 */
export const maxPicturesKeptBack = 16;
