import { FarsightError, type Client, type EncodedFrame, type RemoteStream } from '@farsight/client';
import type { Source } from '@farsight/media';
import { given } from '../options/given.js';
import { delivery } from '../options/delivery.js';
import type { RunFlags } from '../options/run.js';
import { atTheirPace, firstFrames } from './frames.js';
import { receiveAll } from './receive-all.js';
import type { Receiver } from './receiver.js';
import { Segments } from './segments.js';
import { SendTimes } from './send-times.js';
import { ServerSource } from './server-source.js';
import type { UnreadableFiles } from './unreadable-files.js';

/** What a run is made of. */
export interface Run {
  readonly client: Client;
  readonly network: string;
  readonly source: Source;
  /** What the source went past. */
  readonly unreadable: UnreadableFiles;
  readonly flags: RunFlags;
  readonly receivers: readonly Receiver[];
  /** Ends the source; what is in flight is still received. */
  readonly stop: AbortSignal;
}

/** After Ctrl-C, frames in flight get this long to come back. */
const graceMs = 3_000;

/** Streams the source through the server and hands every result to the receivers, in order, until either ends. */
export async function runStream(run: Run): Promise<void> {
  const times = new SendTimes();
  using end = graceAfter(run.stop);
  await using stream =
    run.source instanceof ServerSource ? run.source.results : openStream(run, times, end.signal);
  try {
    await receiveAll(stream, times, run.receivers, run.unreadable, new Segments(run.flags.segment));
  } catch (error) {
    // The source was told to end: what came until then is the result.
    if (!run.stop.aborted || FarsightError.from(error).code !== 'CANCELLED') throw error;
  }
}

function openStream(
  { client, network, source, flags, stop }: Run,
  times: SendTimes,
  signal: AbortSignal,
): RemoteStream {
  const mode = delivery(flags, source.live);
  let frames: AsyncIterable<EncodedFrame> = source;
  if (flags.maxFrames !== undefined) frames = firstFrames(frames, flags.maxFrames);
  if (mode === 'live' && source.kind === 'video') frames = atTheirPace(frames, stop);
  return client.stream(times.note(frames), network, {
    ...given({
      maxInFlight: flags.inFlight,
      maxAgeMs: flags.maxAge,
      scoreThreshold: flags.score,
      iouThreshold: flags.iou,
      maxResults: flags.maxResults,
    }),
    delivery: mode,
    streamId: source.streamId,
    signal,
  });
}

/** A signal that fires some time after another one. */
function graceAfter(stop: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const end = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    timer = setTimeout(() => end.abort(), graceMs);
  };
  stop.addEventListener('abort', begin, { once: true });
  return {
    signal: end.signal,
    [Symbol.dispose]: () => {
      stop.removeEventListener('abort', begin);
      clearTimeout(timer);
    },
  };
}
