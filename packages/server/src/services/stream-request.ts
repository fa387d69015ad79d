import { FarsightError, frameFromMessage, runOptionsFromMessage, type Delivery } from '@farsight/protocol';
import { farsightV1 } from '@farsight/protocol/wire';
import type { ServedNetwork } from '../networks/served-network.js';
import type { ReceivedFrame } from '../session/answer-frames.js';
import { maxAgeFor, planNetworks, type StreamPlan } from '../session/stream-plan.js';
import { newStreamId } from '../session/stream-registry.js';
import type { ServiceContext } from './service-context.js';

/** Names of streams appear in logs and on the page. */
const maxStreamIdLength = 128;

/** A stream as its first message asks for it, checked. */
export interface OpenedStream {
  readonly streamId: string;
  readonly plan: StreamPlan;
}

/**
 * From the first message of a stream to what is to be done with its frames.
 *
 * @throws FarsightError INVALID_ARGUMENT, LIMIT_EXCEEDED, NETWORK_NOT_FOUND, what loading a network threw
 */
export async function openStream(
  context: ServiceContext,
  message: farsightV1.StreamInferRequest['message'],
  signal: AbortSignal,
): Promise<OpenedStream> {
  if (message?.$case !== 'open') {
    throw new FarsightError('INVALID_ARGUMENT', 'Expected the first message of a stream to open it.');
  }
  const { streamId, delivery: wireDelivery, maxInFlight, maxAgeMs, options } = message.value;
  if (streamId.length > maxStreamIdLength) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected at most ${maxStreamIdLength} characters for stream_id but received ${streamId.length}.`,
    );
  }
  const delivery = deliveryOf(wireDelivery);
  const { framesInFlight, waitingBytes, frameAgeMs } = context.limits;
  const wanted = maxInFlight === 0 ? context.defaultInFlight[delivery] : maxInFlight;
  const plan: StreamPlan = {
    delivery,
    maxInFlight: Math.min(wanted, framesInFlight),
    maxWaitingBytes: waitingBytes,
    maxAgeMs: maxAgeFor(delivery, maxAgeMs, frameAgeMs),
    reclaim: (bytes) => context.memory.give(bytes),
    networks: await planRun(context, options, signal),
  };
  return { streamId: streamId === '' ? newStreamId() : streamId, plan };
}

/** The networks a request names, loaded, with what each of them is to do. */
export async function planRun(
  { networks, limits }: ServiceContext,
  message: farsightV1.RunOptions | undefined,
  signal: AbortSignal,
): Promise<StreamPlan['networks']> {
  const { networks: names, options } = runOptionsFromMessage(message);
  if (names.length > limits.networksPerStream) {
    throw new FarsightError(
      'LIMIT_EXCEEDED',
      `Expected at most ${limits.networksPerStream} networks (limit networksPerStream) but received ${names.length}.`,
    );
  }
  const served: ServedNetwork[] = await Promise.all(names.map((name) => networks.acquire(name, signal)));
  return planNetworks(served, options);
}

/**
 * The frames of a stream. One that is wrong in itself is passed on with its error; a message that has no place here ends
 * the stream.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export async function* receiveFrames(
  requests: AsyncIterator<farsightV1.StreamInferRequest>,
  streamId: string,
): AsyncGenerator<ReceivedFrame, void> {
  let lastIndex = -1;
  for (let next = await requests.next(); next.done !== true; next = await requests.next()) {
    const { message } = next.value;
    if (message?.$case !== 'frame') {
      throw new FarsightError('INVALID_ARGUMENT', 'Expected every message after the first to carry a frame.');
    }
    const { index } = message.value;
    if (index <= lastIndex) {
      throw new FarsightError(
        'INVALID_ARGUMENT',
        `Expected a frame index above ${lastIndex} but received ${index}.`,
      );
    }
    lastIndex = index;
    yield receiveFrame(message.value, streamId);
  }
}

function receiveFrame(message: farsightV1.Frame, streamId: string): ReceivedFrame {
  try {
    return { frame: frameFromMessage(message, streamId) };
  } catch (error) {
    const stamp = { streamId, index: message.index, ptsUs: message.ptsUs };
    return { stamp, error: FarsightError.from(error) };
  }
}

function deliveryOf(delivery: farsightV1.Delivery): Delivery {
  switch (delivery) {
    case farsightV1.Delivery.DELIVERY_UNSPECIFIED:
    case farsightV1.Delivery.DELIVERY_LOSSLESS:
      return 'lossless';
    case farsightV1.Delivery.DELIVERY_LIVE:
      return 'live';
    default:
      throw new FarsightError(
        'INVALID_ARGUMENT',
        `Expected a delivery of lossless or live but received number ${String(delivery)}.`,
      );
  }
}
