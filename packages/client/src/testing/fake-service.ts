import {
  FarsightError,
  NetworkNotFoundError,
  dropsToMessage,
  noDrops,
  type DropCounts,
} from '@farsight/protocol';
import { farsightV1 } from '@farsight/protocol/wire';
import type { FarsightService } from './fake-transport.js';

/** The answer of {@link fakeService} to a frame: its index as the class of one box. */
export function fakeResult(index: number): farsightV1.FrameResult {
  const detections = { boxes: [1.5, 2.25, 30.125, 40], scores: [0.5], classIds: [index], regions: undefined };
  return {
    width: 64,
    height: 48,
    timings: { queueMs: 0.5, decodeMs: 1, preprocessMs: 0.25, runMs: 4, postprocessMs: 0.125 },
    tasks: [{ task: 'detections', result: { $case: 'detections', value: detections } }],
  };
}

/** A reply with {@link fakeResult}. */
export function resultReply(
  index: number,
  dropped: readonly number[] = [],
  drops: Partial<DropCounts> = {},
): farsightV1.StreamInferResponse {
  return reply({
    index,
    ptsUs: 0,
    ...dropsToMessage({ ...noDrops, ...drops }),
    droppedIndices: [...dropped],
    droppedReasons: [],
    outcome: { $case: 'result', value: fakeResult(index) },
  });
}

/** A reply that says a frame failed. */
export function errorReply(index: number, code: string): farsightV1.StreamInferResponse {
  const value = { code, message: `frame ${index} is no good` };
  const nothing = { ...dropsToMessage(noDrops), droppedIndices: [], droppedReasons: [] };
  return reply({ index, ptsUs: 0, ...nothing, outcome: { $case: 'error', value } });
}

function reply(value: farsightV1.FrameReply): farsightV1.StreamInferResponse {
  return { message: { $case: 'reply', value } };
}

/** The message that opens a stream on the server's side. */
export function infoMessage(maxInFlight: number): farsightV1.StreamInferResponse {
  return {
    message: {
      $case: 'info',
      value: {
        streamId: 's-1',
        networks: [fakeNetwork('net')],
        maxInFlight,
        maxAgeMs: 0,
        source: undefined,
      },
    },
  };
}

/** A network with one task and two labels. */
export function fakeNetwork(name: string): farsightV1.NetworkInfo {
  return {
    name,
    description: 'for tests',
    state: farsightV1.NetworkState.NETWORK_STATE_READY,
    reason: '',
    licence: 'Apache-2.0',
    inputWidth: 64,
    inputHeight: 64,
    tasks: [{ name: 'detections', kind: 'detections', labels: ['cat', 'dog'] }],
  };
}

/** How a {@link fakeService} behaves. */
export interface FakeBehaviour {
  readonly maxInFlight?: number;
  /** The reply to one frame; throws to break the stream. */
  readonly answer?: (
    frame: farsightV1.Frame,
  ) => Promise<farsightV1.StreamInferResponse> | farsightV1.StreamInferResponse;
}

/** What a {@link fakeService} saw. */
export interface FakeCalls {
  opened: farsightV1.StreamOpen | undefined;
  received: number;
  /** Signal of the last stream. */
  signal: AbortSignal | undefined;
}

/** A service with one network, "net", that answers every frame in order. */
export function fakeService({ maxInFlight = 4, answer }: FakeBehaviour = {}): FarsightService & FakeCalls {
  const answerTo = answer ?? ((frame: farsightV1.Frame) => resultReply(frame.index));
  return {
    opened: undefined,
    received: 0,
    signal: undefined,
    listNetworks: () => Promise.resolve({ networks: [fakeNetwork('net')] }),
    describeNetwork: ({ network }) =>
      network === 'net'
        ? Promise.resolve({ network: fakeNetwork('net') })
        : Promise.reject(notFound(network)),
    infer: ({ options, frame }) => {
      const name = options?.networks[0] ?? '';
      if (name !== 'net') return Promise.reject(notFound(name));
      return Promise.resolve({ networks: [fakeNetwork('net')], result: fakeResult(frame?.data.length ?? 0) });
    },
    async *streamInfer(requests, { signal }) {
      this.signal = signal;
      for await (const { message } of requests) {
        if (message?.$case === 'open') {
          this.opened = message.value;
          const name = message.value.options?.networks[0] ?? '';
          if (name !== 'net') throw notFound(name);
          yield infoMessage(maxInFlight);
        } else if (message?.$case === 'frame') {
          this.received++;
          yield await answerTo(message.value);
        }
      }
      yield {
        message: {
          $case: 'summary',
          value: { received: this.received, answered: this.received, ...dropsToMessage(noDrops) },
        },
      };
    },
    watchSource: fakeWatch,
  };
}

/** Three frames of a source, the second of which was dropped. */
async function* fakeWatch({
  source,
  options,
  frames,
}: farsightV1.WatchSourceRequest): AsyncGenerator<farsightV1.WatchSourceResponse, void> {
  await Promise.resolve();
  if (source !== 'gate') throw new FarsightError('NOT_ALLOWED', 'This server does not open that source.');
  const networks = (options?.networks ?? []).map(fakeNetwork);
  const about = { live: false, frameCount: 3, waiting: false };
  const info = { streamId: source, networks, maxInFlight: 0, maxAgeMs: 0, source: about };
  yield { message: { $case: 'info', value: info } };
  for (const [index, queue] of [
    [5, 0],
    [7, 1],
  ] as const) {
    const { message } = resultReply(index, [], { queue });
    if (message?.$case !== 'reply') continue;
    const data = Uint8Array.of(index);
    const frame = farsightV1.Frame.fromPartial({ index, codec: farsightV1.Codec.CODEC_JPEG, data });
    const value = { reply: message.value, frame: frames ? frame : undefined };
    yield { message: { $case: 'reply', value } };
  }
  const drops = dropsToMessage({ ...noDrops, queue: 1 });
  yield { message: { $case: 'summary', value: { received: 3, answered: 2, ...drops } } };
}

function notFound(name: string): NetworkNotFoundError {
  return new NetworkNotFoundError(`This server has no network "${name}".`);
}
