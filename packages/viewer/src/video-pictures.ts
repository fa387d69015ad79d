import type { OnEncoded, PictureEncoder, PictureFormat } from './picture-encoder.js';

/** Bits per pixel: a tenth of what JPEG takes, and networks find the same. */
const bitsPerPixel = 0.15;
const nominalFps = 30;
/** Whoever begins to watch, and whatever got lost, waits no longer than this for a picture that decoding can begin at. */
const keyFrameUs = 2_000_000;
/** Pictures that may wait in the encoder: more of them would only be older when they leave. */
const mostWaiting = 2;

/** H.264 levels (A.3.1, table A-1): their number in the codec string, and the largest picture in macroblocks of 16 × 16. */
const h264Levels = [
  ['1f', 3_600],
  ['28', 8_192],
  ['32', 22_080],
  ['33', 36_864],
] as const;
/** VP9 levels (VP9 bitstream specification, annex A): the same, in pixels. */
const vp9Levels = [
  ['31', 983_040],
  ['41', 2_228_224],
  ['51', 8_912_896],
  ['61', 35_651_584],
] as const;

/** Largest side of a picture in VP8 (RFC 6386, 9.1: 14 bits). */
const vp8Side = 2 ** 14 - 1;

/** How the names of the codecs begin. */
export type VideoFormat = 'avc1' | 'vp09' | 'vp8';

/**
 * Codecs to try, best first. H.264 is what hardware encodes; free builds of browsers, and pictures of odd sizes, have VP9. Last
 * VP8: Chromium takes 0.4 s for a picture of 960 × 540 that it encodes as VP9 in 10 ms, but Firefox 8 ms, and 180 ms as VP9.
 */
export function codecsFor(width: number, height: number): readonly string[] {
  const macroblocks = Math.ceil(width / 16) * Math.ceil(height / 16);
  const h264 = h264Levels.find(([, most]) => macroblocks <= most)?.[0];
  const vp9 = vp9Levels.find(([, most]) => width * height <= most)?.[0];
  return [
    ...(h264 === undefined ? [] : [`avc1.4200${h264}`]),
    ...(vp9 === undefined ? [] : [`vp09.00.${vp9}.08`]),
    ...(Math.max(width, height) > vp8Side ? [] : ['vp8']),
  ];
}

const formatOf = (codec: string): VideoFormat => codec.split('.')[0] as VideoFormat;

/** How this browser encodes pictures of this size as video; undefined if it cannot. */
export async function videoConfigFor(
  { width, height }: { readonly width: number; readonly height: number },
  unusable: ReadonlySet<PictureFormat>,
): Promise<VideoEncoderConfig | undefined> {
  // Browsers have it only on localhost and over https.
  if (!('VideoEncoder' in globalThis)) return undefined;
  for (const codec of codecsFor(width, height).filter((name) => !unusable.has(formatOf(name)))) {
    const config: VideoEncoderConfig = {
      codec,
      width,
      height,
      bitrate: Math.round(width * height * nominalFps * bitsPerPixel),
      framerate: nominalFps,
      latencyMode: 'realtime',
      ...(formatOf(codec) === 'avc1' && { avc: { format: 'annexb' } }),
    };
    if ((await VideoEncoder.isConfigSupported(config)).supported === true) return config;
  }
  return undefined;
}

/** Encodes pictures as video. */
export class VideoPictures implements PictureEncoder {
  readonly format: PictureFormat;
  readonly #config: VideoEncoderConfig;
  readonly #encoder: VideoEncoder;
  #keyFrameUs: number | undefined;
  #isFirst = true;
  #failed: Error | undefined;

  constructor(config: VideoEncoderConfig, onEncoded: OnEncoded) {
    this.format = formatOf(config.codec);
    this.#config = config;
    this.#encoder = new VideoEncoder({
      output: (chunk, metadata) => onEncoded(this.#encodedOf(chunk, metadata), chunk.timestamp),
      error: (cause) => {
        this.#failed = new Error('This browser cannot go on encoding the video.', { cause });
        // Whoever waits for it.
        this.#encoder.dispatchEvent(new Event('dequeue'));
      },
    });
    this.#encoder.configure(config);
  }

  encode(picture: ImageBitmap, ptsUs: number): void {
    const keyFrame = this.#keyFrameUs === undefined || ptsUs - this.#keyFrameUs >= keyFrameUs;
    if (keyFrame) this.#keyFrameUs = ptsUs;
    const frame = new VideoFrame(picture, { timestamp: ptsUs });
    try {
      this.#encoder.encode(frame, { keyFrame });
    } finally {
      frame.close();
    }
  }

  async ready(): Promise<void> {
    while (this.#failed === undefined && this.#encoder.encodeQueueSize >= mostWaiting) {
      await new Promise((resolve) => this.#encoder.addEventListener('dequeue', resolve, { once: true }));
    }
    if (this.#failed !== undefined) throw this.#failed;
  }

  begin(): void {
    this.#keyFrameUs = undefined;
  }

  flush(): Promise<void> {
    return this.#encoder.flush();
  }

  close(): void {
    if (this.#encoder.state !== 'closed') this.#encoder.close();
  }

  #encodedOf(
    chunk: EncodedVideoChunk,
    metadata: EncodedVideoChunkMetadata | undefined,
  ): Parameters<OnEncoded>[0] {
    const data = new Uint8Array(chunk.byteLength);
    chunk.copyTo(data);
    const keyFrame = chunk.type === 'key';
    if (!this.#isFirst && metadata?.decoderConfig === undefined) return { codec: 'video', data, keyFrame };
    this.#isFirst = false;
    const { width, height } = this.#config;
    const { codec = this.#config.codec, description } = metadata?.decoderConfig ?? {};
    const config = { codec, codedWidth: width, codedHeight: height };
    // Where there is one, the frames need it: WebKit (2.50) makes no Annex B, whatever it is asked for.
    const described = description === undefined ? config : { ...config, description: bytesOf(description) };
    return { codec: 'video', data, keyFrame, config: described };
  }
}

function bytesOf(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
