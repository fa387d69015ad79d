import {
  TrailHistory,
  addDrops,
  newDropTally,
  type RemoteStream,
  type StreamInfo,
  type StreamItem,
} from '@farsight/client';
import { paintedFrame } from './painted.js';
import { RateMeter } from './rate-meter.js';
import type { Receiver } from './receiver.js';
import { Segments } from './segments.js';
import type { SendTimes } from './send-times.js';
import { UnreadableFiles } from './unreadable-files.js';

/** Hands every result of a stream to the receivers, one after the other, with what was measured on the way. */
export async function receiveAll(
  stream: RemoteStream,
  times: SendTimes,
  receivers: readonly Receiver[],
  unreadable = new UnreadableFiles(),
  segments = new Segments(),
): Promise<void> {
  const info: StreamInfo = await stream.info();
  for (const receiver of receivers) await receiver.begin?.(info);
  const wantsPixels = receivers.some((receiver) => receiver.wantsPixels);
  const rate = new RateMeter();
  const trails = new TrailHistory();
  const drops = newDropTally();
  for await (const item of unreadable.among(stream)) {
    using pixels = item.image.pixels;
    const latencyMs = times.take(item.stamp.index) ?? onServerMs(item);
    addDrops(drops, item.drops);
    trails.add(item.meta);
    // A frame without a picture does not begin a file: it could not be its key frame.
    const segment =
      item.error === undefined ? segments.next(item.stamp.ptsUs, pixels ?? item) : segments.current;
    const received = { item, fps: rate.tick(performance.now()), latencyMs, drops: { ...drops }, segment };
    // Those that show the frame as it came are first: the drawing goes onto its own pixels.
    for (const receiver of receivers) if (!receiver.wantsPixels) await receiver.receive(received);
    const paints = wantsPixels && item.error === undefined;
    using painted = paints ? paintedFrame(item, pixels, info.labels, trails) : undefined;
    for (const receiver of receivers)
      if (receiver.wantsPixels) await receiver.receive({ ...received, painted });
  }
}

/** From the frame's arrival on the server, where a source of the server's begins. */
function onServerMs({ timings }: StreamItem): number {
  const { queueMs, decodeMs, preprocessMs, runMs, postprocessMs } = timings;
  return queueMs + decodeMs + preprocessMs + runMs + postprocessMs;
}
