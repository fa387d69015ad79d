import type { EncodedFrame } from '@farsight/protocol';
import type { MediaInput } from '../video/demuxer.js';
import { VideoReader, type CapturedFrame } from '../video/video-reader.js';
import { FrameEncoder } from './frame-encoder.js';
import { frameSource, type Tally } from './frame-source.js';
import { mapOrdered } from './map-ordered.js';
import { newestFrames, type NumberedFrame } from './newest-frames.js';
import { Reconnecting, type LiveConnection } from './reconnecting.js';
import type { Source, SourceKind, SourceOptions } from './source.js';
import { withChunkPixels } from './chunk-pixels.js';
import { videoFrameOptions, type VideoFrameOptions } from './video-frame-options.js';

/** Frames converted and encoded at the same time, and the most that wait for the consumer. */
const lanes = 2;

/** What is to be opened, besides the caller's options. */
export interface VideoSource {
  readonly kind: SourceKind;
  readonly streamId: string;
  readonly input: MediaInput;
  /** Whether frames come by themselves, given the length of the video in microseconds where it has one. */
  readonly isLive: (durationUs: number | undefined) => boolean;
  /** Called when a live stream ends by itself; throws if that is a failure. */
  readonly onEnd?: () => void;
}

/** Opens a video: every frame at the consumer's pace, or the newest one of a live stream. */
export async function openVideo(video: VideoSource, options: SourceOptions): Promise<Source> {
  const { kind, streamId, input, isLive, onEnd } = video;
  const frameOptions = videoFrameOptions(options);
  let tally: Tally | undefined;
  const reopen = (signal: AbortSignal): Promise<VideoReader> =>
    VideoReader.open(
      input,
      {
        asCoded: frameOptions.wire === 'video' ? 'video' : 'jpeg',
        isLive,
        maxPixels: frameOptions.maxPixels,
        onBroken: (error) => tally?.problem({ error }),
      },
      signal,
    );
  const reader = await reopen(options.signal ?? new AbortController().signal);
  const { live, size } = reader;
  const { frameCount, frameRate } = reader.video;
  const comesBack = live && (options.reconnect ?? true) && reader.durationUs === undefined;
  const connection: LiveConnection = comesBack
    ? new Reconnecting(reader, { shown: input.shown, endIsLoss: onEnd !== undefined, reopen }, () => tally)
    : reader;
  return frameSource(
    streamId,
    {
      kind,
      live,
      frameCount: frameCount > 0 && !live ? frameCount : undefined,
      frameRate,
      width: size?.width,
      height: size?.height,
      fileOf: () => (kind === 'video' ? input.shown : undefined),
      frames: (signal, counts) => {
        tally = counts;
        const open = (stop: AbortSignal): AsyncGenerator<CapturedFrame> => connection.frames(stop);
        const frames = live
          ? liveFrames(open, streamId, frameOptions, signal, counts, onEnd)
          : everyFrame(open, streamId, frameOptions, signal);
        return keepsChunkPixels(frameOptions) ? withChunkPixels(frames, frameOptions) : frames;
      },
      close: () => connection.close(),
    },
    options,
  );
}

/** Opens the captured frames of a video; ends when the signal aborts. */
export type OpenFrames = (signal: AbortSignal) => AsyncGenerator<CapturedFrame>;

/** The newest frame each time one is asked for, encoded only then; of video as it was coded, as many as go together. */
export async function* liveFrames(
  open: OpenFrames,
  streamId: string,
  options: VideoFrameOptions,
  signal: AbortSignal,
  tally: Tally,
  onEnd: () => void = () => undefined,
): AsyncGenerator<EncodedFrame, void, undefined> {
  using encoder = new FrameEncoder(options);
  for await (const taken of newestFrames(open, signal, tally)) yield await encode(taken, streamId, encoder);
  onEnd();
}

async function* everyFrame(
  open: OpenFrames,
  streamId: string,
  options: VideoFrameOptions,
  signal: AbortSignal,
): AsyncGenerator<EncodedFrame, void, undefined> {
  const idle = Array.from({ length: lanes }, () => new FrameEncoder(options));
  const map = async (frame: NumberedFrame): Promise<EncodedFrame> => {
    const encoder = idle.pop() ?? new FrameEncoder(options);
    try {
      return await encode(frame, streamId, encoder);
    } finally {
      idle.push(encoder);
    }
  };
  const discard = (frame: EncodedFrame): void => frame.pixels?.[Symbol.dispose]();
  try {
    yield* mapOrdered((stop) => numbered(open(stop)), { limit: lanes, map, discard }, signal);
  } finally {
    for (const encoder of idle) encoder[Symbol.dispose]();
  }
}

async function* numbered(
  frames: AsyncGenerator<CapturedFrame>,
): AsyncGenerator<NumberedFrame, void, undefined> {
  let index = 0;
  for await (const frame of frames) yield { index: index++, frame };
}

/** Whether pixels are to be kept of frames that travel without having been decoded. */
function keepsChunkPixels({ wire, keepPixels }: VideoFrameOptions): boolean {
  return keepPixels && wire === 'video';
}

/** Consumes the frame. */
async function encode(
  { index, frame }: NumberedFrame,
  streamId: string,
  encoder: FrameEncoder,
): Promise<EncodedFrame> {
  const stamp = { streamId, index, ptsUs: frame.ptsUs };
  if ('chunk' in frame) return { stamp, codec: 'video', ...frame.chunk };
  return 'jpeg' in frame ? { stamp, codec: 'jpeg', data: frame.jpeg } : encoder.encode(frame.picture, stamp);
}
