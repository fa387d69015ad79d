import { labelsByTask } from '@farsight/client/overlay';
import type { EncodedFrame, ImageCodec } from '@farsight/protocol';
import type { Inferred } from '@farsight/protocol/infer';
import type { LiveMessage } from '@farsight/protocol/live';

/** A frame of the user's own, ready to be sent. */
export interface TakenFrame {
  readonly codec: ImageCodec;
  readonly data: Uint8Array;
  /** From the start of the source. */
  readonly ptsUs: number;
}

/** Where the user's own frames come from. */
export interface OwnSource {
  readonly name: string;
  /** The next frame, as soon as there is one that was not taken before; undefined after the last. */
  next(): Promise<TakenFrame | undefined>;
  close(): void;
}

/** Runs a network on a frame. */
export type RunFrame = (frame: EncodedFrame, signal: AbortSignal) => Promise<Inferred>;

interface Answered {
  readonly frame: EncodedFrame;
  readonly inferred: Inferred;
  readonly latencyMs: number;
}

/**
 * Frames of the user's own with their results, as a live stream has them. While one frame is run the next is taken and sent, no
 * more: what is shown is fresh, however slow the network is. Closes the source at its end.
 */
export async function* ownFrames(
  source: OwnSource,
  run: RunFrame,
  signal: AbortSignal,
): AsyncGenerator<LiveMessage, void> {
  const shown: number[] = [];
  let sent: Promise<Answered> | undefined;
  try {
    for (let index = 0; !signal.aborted; index += 1) {
      const taken = await source.next();
      const next = taken && send(source.name, index, taken, run, signal);
      // Reported when its turn comes.
      next?.catch(() => undefined);
      if (sent !== undefined) yield* messages(await sent, shown);
      if (next === undefined) return;
      sent = next;
    }
  } finally {
    source.close();
  }
}

async function send(
  streamId: string,
  index: number,
  { codec, data, ptsUs }: TakenFrame,
  run: RunFrame,
  signal: AbortSignal,
): Promise<Answered> {
  const frame = { stamp: { streamId, index, ptsUs }, codec, data };
  const startedMs = performance.now();
  const inferred = await run(frame, signal);
  return { frame, inferred, latencyMs: performance.now() - startedMs };
}

/** @param shown - when the latest frames were shown, to be added to */
function* messages({ frame, inferred, latencyMs }: Answered, shown: number[]): Generator<LiveMessage, void> {
  const { stamp, data } = frame;
  if (stamp.index === 0) {
    const network = inferred.networks.map(({ name }) => name).join(', ');
    const labels = labelsByTask(inferred.networks);
    yield { header: { kind: 'opening', stream: stamp.streamId, network, labels }, image: new Uint8Array() };
  }
  const { index, ptsUs } = stamp;
  yield {
    header: { kind: 'frame', index, ptsUs, ...inferred.result, fps: rateOf(shown), latencyMs },
    image: data,
  };
}

/** Frames per second over the latest thirty. */
function rateOf(shown: number[]): number | undefined {
  shown.push(performance.now());
  if (shown.length > 30) shown.shift();
  const [first = 0, last = 0] = [shown[0], shown.at(-1)];
  return last > first ? (1000 * (shown.length - 1)) / (last - first) : undefined;
}
