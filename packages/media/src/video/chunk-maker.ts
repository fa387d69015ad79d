import type { VideoChunk, VideoConfig } from '@farsight/protocol';
import {
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_VP9,
  AV_PKT_DATA_NEW_EXTRADATA,
} from 'node-av/constants';
import { ChunkTimeline } from './chunk-timeline.js';
import { codecString } from './codec-string.js';
import type { VideoStream } from './demuxer.js';
import type { NativePacket } from './native-handles.js';
import { turnOf } from './orientation.js';
import { parameterSets } from './parameter-sets.js';
import { isVp9KeyFrame } from './vp9-key-frame.js';

/** A chunk without its stamp. */
export type ChunkBody = Pick<VideoChunk, 'data' | 'keyFrame' | 'config'>;

/** Makes chunks of the packets of one stream, the configuration on each key frame: decoding can begin at any. */
export class ChunkMaker {
  readonly #video: VideoStream;
  readonly #timeline: ChunkTimeline;
  /** Parameter sets in Annex B, which not every camera repeats with its key frames. */
  #parameterSets: Buffer | undefined;
  /** Those that came with the last key frame that had any. */
  #ownSets: Buffer | undefined;
  #config: VideoConfig;
  #begun = false;

  private constructor(video: VideoStream, config: VideoConfig, longestGapUs: number | undefined) {
    this.#video = video;
    this.#timeline = new ChunkTimeline(video.timeBase, video.frameRate, longestGapUs);
    this.#config = config;
    const { parameters, width, height } = video;
    const size = { ...(width > 0 && { codedWidth: width }), ...(height > 0 && { codedHeight: height }) };
    this.#configure(parameters.extradata ?? Buffer.alloc(0), size);
  }

  /**
   * Undefined for formats that do not travel.
   *
   * @param longestGapUs - longest time between two pictures; more is an error of their times. Default: any.
   */
  static of(video: VideoStream, longestGapUs?: number): ChunkMaker | undefined {
    const codec = codecString(video.parameters, video.parameters.extradata ?? new Uint8Array());
    return codec === undefined ? undefined : new ChunkMaker(video, { codec }, longestGapUs);
  }

  /** The packet, copied; undefined before the first key frame, where nothing can be decoded. */
  chunkOf(packet: NativePacket): { readonly ptsUs: number; readonly chunk: ChunkBody } | undefined {
    const { data } = packet;
    if (data === null) return undefined;
    const keyFrame = packet.isKeyframe || this.#knowsBetter(data);
    if (!this.#begun && !keyFrame) return undefined;
    this.#begun = true;
    const changed = packet.getSideData(AV_PKT_DATA_NEW_EXTRADATA);
    if (changed !== null) this.#configure(changed);
    const ptsUs = this.#timeline.next(packet.pts, keyFrame);
    if (!keyFrame) return { ptsUs, chunk: { data: new Uint8Array(data), keyFrame } };
    this.#look(data);
    return { ptsUs, chunk: { data: this.#withParameterSets(data), keyFrame, config: this.#config } };
  }

  /** FFmpeg (8.0) does not tell key frames of VP9 that come over RTP. */
  #knowsBetter(data: Buffer): boolean {
    return this.#video.parameters.codecId === AV_CODEC_ID_VP9 && isVp9KeyFrame(data);
  }

  /** A camera that changes its format without a break tells with a key frame. */
  #look(keyFrame: Buffer): void {
    if (this.#config.description !== undefined) return;
    const sets = parameterSets(this.#video.parameters.codecId, keyFrame);
    if (sets === undefined) return;
    if (this.#ownSets?.equals(sets) === false) this.#configure(sets);
    this.#ownSets = sets;
  }

  /** @param size - default: whatever the parameter sets say; a decoder finds it there. */
  #configure(extradata: Buffer, size: Pick<VideoConfig, 'codedWidth' | 'codedHeight'> = {}): void {
    const { parameters, orientation } = this.#video;
    const { codecId } = parameters;
    const isAnnexB = (codecId === AV_CODEC_ID_H264 || codecId === AV_CODEC_ID_HEVC) && extradata[0] !== 1;
    const codec = codecString(parameters, extradata) ?? this.#config.codec;
    const own = new Uint8Array(extradata);
    this.#parameterSets = isAnnexB && own.length > 0 ? Buffer.from(own) : undefined;
    const description = !isAnnexB && own.length > 0 ? { description: own } : {};
    this.#config = { codec, ...description, ...size, ...turnOf(orientation) };
  }

  #withParameterSets(data: Buffer): Uint8Array {
    const sets = this.#parameterSets;
    if (sets === undefined || data.subarray(0, 2 * sets.length + 64).includes(sets))
      return new Uint8Array(data);
    return new Uint8Array(Buffer.concat([sets, data]));
  }
}
