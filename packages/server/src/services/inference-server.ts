import { FarsightError, checkNetworkName } from '@farsight/protocol';
import { inferenceServer } from '@farsight/protocol/wire';
import { errorForClient, isServerFault } from '../error-to-status.js';
import { service, type CallContext, type Service } from '../grpc/service.js';
import type { Logger } from '../logging.js';
import { answerFrames, type ReceivedFrame } from '../session/answer-frames.js';
import { planNetworks, type StreamPlan } from '../session/stream-plan.js';
import { newStreamId } from '../session/stream-registry.js';
import { frameFromImage } from './compat-frame.js';
import { emptyResult, resultToCompat } from './compat-result.js';
import type { ServiceContext } from './service-context.js';

type Result = inferenceServer.Inferenceresult;

/**
 * The InferenceServer protocol, for clients that speak it already: exactly one result per frame, in order. A frame that
 * cannot be run is answered with an empty result, because clients pair results and frames by counting.
 */
export function inferenceServerService(context: ServiceContext): Service {
  /** Network named by the last StreamInit of a connection: all that the two calls share. */
  const networkOf = new WeakMap<object, string>();
  return service(inferenceServer.InferenceDefinition, {
    async streamInit({ network }, { connection, signal }) {
      try {
        const name = network === '' ? defaultNetwork(context) : network;
        checkNetworkName(name);
        await context.networks.acquire(name, signal);
        networkOf.set(connection, name);
        return { status: '' };
      } catch (error) {
        if (isServerFault(error)) context.logger.error({ err: error, network }, 'StreamInit failed.');
        return { status: errorForClient(error).message };
      }
    },
    streamInfer(requests, call) {
      const network = networkOf.get(call.connection) ?? defaultNetwork(context);
      return streamInfer(context, network, requests, call);
    },
    infer: ({ network, input }, call) => infer(context, network, input, call),
  });
}

function defaultNetwork({ networks }: ServiceContext): string {
  if (networks.defaultName !== undefined) return networks.defaultName;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    'This server has no default network: name one with StreamInit first.',
  );
}

async function* streamInfer(
  context: ServiceContext,
  name: string,
  requests: AsyncIterable<inferenceServer.StreamInferenceRequest>,
  { signal, peer }: CallContext,
): AsyncGenerator<Result, void> {
  const streamId = newStreamId();
  const network = await context.networks.acquire(name, signal);
  const plan: StreamPlan = {
    delivery: 'lossless',
    maxInFlight: context.defaultInFlight.lossless,
    maxWaitingBytes: context.limits.waitingBytes,
    networks: planNetworks([network], {}),
  };
  const answered = answerFrames(receiveFrames(requests, streamId), plan, signal);
  const { answers, counts } = answered;
  const stream = context.streams.open(streamId, plan, answered);
  const log = context.logger.child({ stream: streamId, peer });
  log.info({ networks: [name], protocol: 'InferenceServer' }, 'A stream begins.');
  try {
    for await (const answer of answers) {
      if (answer.outcome === undefined) continue;
      const { stamp, outcome } = answer;
      if (outcome instanceof Error) warnOnce(log, counts.failed, stamp.index, outcome);
      yield outcome instanceof Error ? emptyResult : resultToCompat(outcome);
    }
  } finally {
    stream.close();
    log.info({ ...counts }, 'A stream ended.');
  }
}

/** Runs a network on a source that the server opens. Results carry no images: nothing in the request could ask for them. */
async function* infer(
  context: ServiceContext,
  name: string,
  source: string,
  { signal, peer }: CallContext,
): AsyncGenerator<Result, void> {
  const network = name === '' ? defaultNetwork(context) : name;
  checkNetworkName(network);
  const networks = planNetworks([await context.networks.acquire(network, signal)], {});
  using watched = await context.sources.watch({ source, networks, frames: false }, signal);
  const log = context.logger.child({ stream: watched.streamId, peer });
  log.info({ networks: [network], protocol: 'InferenceServer' }, 'Somebody watches a source.');
  let failed = 0;
  for await (const { stamp, outcome } of watched.answers) {
    if (outcome instanceof Error) warnOnce(log, ++failed, stamp.index, outcome);
    yield outcome instanceof Error ? emptyResult : resultToCompat(outcome);
  }
}

/** The client cannot be told; the log is, once per stream, so that a broken sender does not fill it. */
function warnOnce(log: Logger, failed: number, index: number, error: FarsightError): void {
  if (failed > 1) return;
  log.warn(
    { err: error, index },
    'A frame failed; it is answered with an empty result, as others of this stream will be.',
  );
}

async function* receiveFrames(
  requests: AsyncIterable<inferenceServer.StreamInferenceRequest>,
  streamId: string,
): AsyncGenerator<ReceivedFrame, void> {
  let index = 0;
  for await (const { image } of requests) {
    const stamp = { streamId, index, ptsUs: 0 };
    index += 1;
    try {
      yield { frame: frameFromImage(image, stamp) };
    } catch (error) {
      yield { stamp, error: FarsightError.from(error) };
    }
  }
}
