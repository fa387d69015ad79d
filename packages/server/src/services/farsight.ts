import {
  FarsightError,
  checkNetworkName,
  frameFromMessage,
  networkInfoToMessage,
  resultToMessage,
} from '@farsight/protocol';
import { farsightV1 } from '@farsight/protocol/wire';
import { service, type CallContext, type Service } from '../grpc/service.js';
import { answerFrames } from '../session/answer-frames.js';
import { decodeVideo, type DecodeSettings } from '../session/decode-video.js';
import { markGaps } from '../session/mark-gaps.js';
import type { StreamPlan } from '../session/stream-plan.js';
import { newStreamId } from '../session/stream-registry.js';
import type { ServiceContext } from './service-context.js';
import { infoMessage, infoMessages, noticeMessage, replyMessage, summaryMessage } from './stream-messages.js';
import { openStream, planRun, receiveFrames } from './stream-request.js';
import { watchSource } from './watch-source.js';

type StreamResponse = farsightV1.StreamInferResponse;

/** Farsight's own protocol: proto/farsight/v1/farsight.proto. */
export function farsightService(context: ServiceContext): Service {
  return service(farsightV1.FarsightDefinition, {
    async listNetworks() {
      const networks = await context.networks.list();
      return { networks: networks.map((info) => networkInfoToMessage(info, { labels: false })) };
    },
    async describeNetwork({ network }) {
      checkNetworkName(network);
      return { network: networkInfoToMessage(await context.networks.describe(network), { labels: true }) };
    },
    infer: (request, call) => infer(context, request, call),
    streamInfer: (requests, call) => streamInfer(context, requests, call),
    watchSource: (request, call) => watchSource(context, request, call),
  });
}

async function infer(
  context: ServiceContext,
  { options, frame }: farsightV1.InferRequest,
  { signal }: CallContext,
): Promise<farsightV1.InferResponse> {
  if (frame === undefined) throw new FarsightError('INVALID_ARGUMENT', 'Expected a frame but received none.');
  const received = { frame: frameFromMessage(frame, newStreamId()) };
  const plan: StreamPlan = {
    delivery: 'lossless',
    maxInFlight: 1,
    maxWaitingBytes: context.limits.waitingBytes,
    networks: await planRun(context, options, signal),
  };
  const decoding = decodeSettings(context, plan);
  const answered = answerFrames(decodeVideo(only(received), decoding), plan, signal);
  const stream = context.streams.open(received.frame.stamp.streamId, plan, answered, { watchable: false });
  try {
    for await (const { outcome } of answered.answers) {
      if (outcome instanceof Error) throw outcome;
      if (outcome !== undefined) return { networks: infoMessages(plan), result: resultToMessage(outcome) };
    }
  } finally {
    stream.close();
  }
  throw new FarsightError('INTERNAL', 'The frame was not answered.');
}

async function* streamInfer(
  context: ServiceContext,
  requests: AsyncIterable<farsightV1.StreamInferRequest>,
  { signal, peer }: CallContext,
): AsyncGenerator<StreamResponse, void> {
  const messages = requests[Symbol.asyncIterator]();
  const first = await messages.next();
  const opening = first.done === true ? undefined : first.value.message;
  const { streamId, plan } = await openStream(context, opening, signal);
  const decoding = decodeSettings(context, plan);
  const received = markGaps(receiveFrames(messages, streamId), plan.delivery);
  const answered = answerFrames(decodeVideo(received, decoding), plan, signal);
  const { answers, counts } = answered;
  const stream = context.streams.open(streamId, plan, answered);
  const log = context.logger.child({ stream: streamId, peer });
  log.info(
    { networks: plan.networks.map(({ network }) => network.info.name), delivery: plan.delivery },
    'A stream begins.',
  );
  try {
    yield respond('info', infoMessage(streamId, plan));
    for await (const answer of answers) {
      yield answer.outcome === undefined
        ? respond('dropped', noticeMessage(answer))
        : respond('reply', replyMessage(answer));
    }
    yield respond('summary', summaryMessage(counts));
  } finally {
    stream.close();
    log.info({ ...counts }, 'A stream ended.');
  }
}

function decodeSettings({ limits, memory }: ServiceContext, { delivery }: StreamPlan): DecodeSettings {
  return { maxPixels: limits.framePixels, delivery, memory };
}

type Messages = NonNullable<StreamResponse['message']>;

function respond<K extends Messages['$case']>(
  $case: K,
  value: Extract<Messages, { $case: K }>['value'],
): StreamResponse {
  return { message: { $case, value } as Messages };
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of one frame, for what takes streams
async function* only<T>(item: T): AsyncGenerator<T, void> {
  yield item;
}
