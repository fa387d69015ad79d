import { frameToMessage } from '@farsight/protocol';
import type { farsightV1 } from '@farsight/protocol/wire';
import type { CallContext } from '../grpc/service.js';
import type { SourceAnswer } from '../sources/source-run.js';
import type { ServiceContext } from './service-context.js';
import { infoMessages, replyMessage } from './stream-messages.js';
import { planRun } from './stream-request.js';

type Response = farsightV1.WatchSourceResponse;

/** Runs networks on a source that the server opens, or that it has open for others already. */
export async function* watchSource(
  context: ServiceContext,
  { source, options, frames }: farsightV1.WatchSourceRequest,
  { signal, peer }: CallContext,
): AsyncGenerator<Response, void> {
  const networks = await planRun(context, options, signal);
  using watched = await context.sources.watch({ source, networks, frames }, signal);
  const { streamId, counts } = watched;
  const log = context.logger.child({ stream: streamId, peer });
  log.info({ networks: networks.map(({ network }) => network.info.name) }, 'Somebody watches a source.');
  try {
    // Nothing is sent, so nothing can be in flight.
    const info = { streamId, networks: infoMessages({ networks }), maxInFlight: 0 };
    yield { message: { $case: 'info', value: info } };
    for await (const answer of watched.answers) {
      yield { message: { $case: 'reply', value: sourceReply(answer) } };
    }
    const { received, answered, dropped } = counts;
    yield { message: { $case: 'summary', value: { received, answered, dropped } } };
  } finally {
    log.info({ ...counts }, 'Somebody has stopped watching a source.');
  }
}

function sourceReply(answer: SourceAnswer): farsightV1.SourceReply {
  const { frame } = answer;
  return {
    // Frames of a live source have no sender who could want to know which were dropped.
    reply: { ...replyMessage(answer), droppedIndices: [] },
    frame: frame && frameToMessage(frame),
  };
}
