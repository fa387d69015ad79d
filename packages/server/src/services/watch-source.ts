import { frameToMessage } from '@farsight/protocol';
import type { farsightV1 } from '@farsight/protocol/wire';
import type { CallContext } from '../grpc/service.js';
import type { Logger } from '../logging.js';
import type { StreamPlan } from '../session/stream-plan.js';
import type { OnWaiting, SourceFacts, WatchedSource } from '../sources/shared-source.js';
import type { SourceAnswer } from '../sources/source-run.js';
import type { ServiceContext } from './service-context.js';
import { infoMessages, replyMessage, summaryMessage } from './stream-messages.js';
import { planRun } from './stream-request.js';

type Response = farsightV1.WatchSourceResponse;

/**
 * Runs networks on a source that the server opens, or that it has open for others already. Who watches one that cannot be
 * reached yet is told so at once, and gets replies when it can.
 */
export async function* watchSource(
  context: ServiceContext,
  { source, options, frames, maxAgeMs }: farsightV1.WatchSourceRequest,
  { signal, peer }: CallContext,
): AsyncGenerator<Response, void> {
  const networks = await planRun(context, options, signal);
  let onWaiting: OnWaiting = () => undefined;
  const waiting = new Promise<SourceFacts>((resolve) => (onWaiting = resolve));
  const opening = context.sources.watch({ source, networks, frames, maxAgeMs, onWaiting }, signal);
  try {
    yield infoOf(await Promise.race([opening, waiting]), networks);
    const watched = await opening;
    yield* replies(watched, context.logger.child({ stream: watched.streamId, peer }), networks);
  } finally {
    opening.then(
      (watched) => watched[Symbol.dispose](),
      () => undefined,
    );
  }
}

async function* replies(
  { answers, counts }: WatchedSource,
  log: Logger,
  networks: StreamPlan['networks'],
): AsyncGenerator<Response, void> {
  log.info({ networks: networks.map(({ network }) => network.info.name) }, 'Somebody watches a source.');
  try {
    for await (const answer of answers)
      yield { message: { $case: 'reply', value: await sourceReply(answer) } };
    yield { message: { $case: 'summary', value: summaryMessage(counts) } };
  } finally {
    log.info({ ...counts }, 'Somebody has stopped watching a source.');
  }
}

function infoOf(
  { streamId, live, frameCount = 0, away, maxAgeMs = 0 }: SourceFacts,
  networks: StreamPlan['networks'],
): Response {
  const source = { live, frameCount, waiting: away };
  // Nothing is sent, so nothing can be in flight.
  const value = { streamId, networks: infoMessages({ networks }), maxInFlight: 0, maxAgeMs, source };
  return { message: { $case: 'info', value } };
}

async function sourceReply(answer: SourceAnswer): Promise<farsightV1.SourceReply> {
  const frame = await answer.picture?.();
  return {
    // Frames of a live source have no sender who could want to know which were dropped.
    reply: replyMessage({ ...answer, droppedFrames: [] }),
    frame: frame && frameToMessage(frame),
  };
}
