import { labelsByTask } from '@farsight/client/overlay';
import type { Client, StreamItem } from '@farsight/client/web';
import { addDrops, ConnectionError, newDropTally, type NetworkInfo } from '@farsight/protocol';
import type { LiveOpening } from '@farsight/protocol/live';
import { EncodedVideo } from './encoded-video.js';
import { FrameRate } from './frame-rate.js';
import type { OwnImage } from './own-source.js';
import type { OwnVideo } from './own-video.js';
import type { OpenEncoder } from './picture-encoder.js';
import { readStream } from './read-stream.js';
import { SentPictures } from './sent-pictures.js';
import type { ServerLink } from './server-link.js';
import type { ShownMessage } from './stage.js';

/** Damaged frames in a row after which it is not damage: the server cannot decode what this browser encodes. */
const mostInvalid = 60;
/** Longest id of a stream. */
const maxIdLength = 128;

/** How a network is run on what the user has. */
export interface OwnRun {
  readonly client: Pick<Client, 'infer' | 'stream'>;
  readonly network: string;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** An image with its results, as a live stream of one frame. */
export async function* ownImage(
  { name, codec, data }: OwnImage,
  { client, network, signal }: OwnRun,
): AsyncGenerator<ShownMessage, void> {
  const frame = { stamp: { streamId: name, index: 0, ptsUs: 0 }, codec, data };
  const startedMs = performance.now();
  const { networks, width, height, meta, timings } = await client.infer(frame, network, { signal });
  const latencyMs = performance.now() - startedMs;
  yield { header: openingOf(name, networks), image: new Uint8Array() };
  const result = { width, height, meta, timings };
  yield { header: { kind: 'frame', index: 0, ptsUs: 0, ...result, latencyMs }, image: data };
}

/** What a video needs besides. */
export interface OwnVideoRun extends OwnRun {
  readonly link: Pick<ServerLink, 'cut' | 'back'>;
  readonly openEncoder: OpenEncoder;
  /** Told when the server is gone; the video waits for it, and goes on. */
  readonly onLost: () => void;
}

/** The frames of a video with their results as it plays, as a live stream; each time the server comes back, as another. */
export async function* ownVideo(video: OwnVideo, run: OwnVideoRun): AsyncGenerator<ShownMessage, void> {
  const { link, signal, onLost } = run;
  try {
    for (;;) {
      const { cut } = link;
      try {
        yield* oneStream(video, { ...run, signal: AbortSignal.any([signal, cut]) });
        return;
      } catch (error) {
        if (signal.aborted || !(cut.aborted || isOutage(error))) throw error;
      }
      video.pause();
      onLost();
      if (!(await link.back(signal))) return;
    }
  } finally {
    video.close();
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof ConnectionError || (error as { code?: unknown }).code === 'SHUTTING_DOWN';
}

async function* oneStream(
  video: OwnVideo,
  { client, network, signal, openEncoder }: OwnVideoRun,
): AsyncGenerator<ShownMessage, void> {
  const sent = new SentPictures();
  const encoded = new EncodedVideo(video, sent, openEncoder);
  const streamId = video.name.slice(0, maxIdLength);
  const options = { delivery: 'live', streamId, signal } as const;
  await using stream = client.stream((stop) => readStream(encoded.frames(stop)), network, options);
  try {
    const { networks } = await stream.info();
    // Only now: loading the network may have taken a while.
    await video.play();
    yield { header: openingOf(video.name, networks), image: new Uint8Array() };
    yield* shownItems(stream, sent, encoded);
  } finally {
    sent.close();
  }
}

/** Items with the pictures that they belong to. */
async function* shownItems(
  items: AsyncIterable<StreamItem>,
  sent: SentPictures,
  encoded: EncodedVideo,
): AsyncGenerator<ShownMessage, void> {
  const rate = new FrameRate();
  const lost = newDropTally();
  let invalid = 0;
  for await (const { stamp, error, width, height, meta, timings, drops } of items) {
    addDrops(lost, drops);
    const taken = sent.take(stamp.index);
    if (error !== undefined) {
      taken?.picture.close();
      invalid += 1;
      if (error.code !== 'INVALID_FRAME' || invalid >= mostInvalid) throw error;
      encoded.begin();
    } else if (taken !== undefined) {
      invalid = 0;
      rate.add(performance.now());
      const figures = {
        timings,
        fps: rate.perSecond,
        latencyMs: taken.latencyMs,
        drops: { ...lost, client: lost.client + sent.left },
      };
      const { index, ptsUs } = stamp;
      yield {
        header: { kind: 'frame', index, ptsUs, width, height, meta, ...figures },
        image: taken.picture,
      };
    }
  }
}

function openingOf(stream: string, networks: readonly NetworkInfo[]): LiveOpening {
  const network = networks.map(({ name }) => name).join(', ');
  return { kind: 'opening', stream, network, labels: labelsByTask(networks) };
}
