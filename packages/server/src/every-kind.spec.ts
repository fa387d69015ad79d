import { resultFromMessage, type Meta } from '@farsight/protocol';
import { farsightV1 } from '@farsight/protocol/wire';
import fc from 'fast-check';
import { expect, it } from 'vitest';
// The generator of any result; tests may reach into the package that owns the types.
import { anyResult, everyKind } from '../../protocol/src/testing/any-result.js';
import { testClient } from './grpc/testing/grpc-client.js';
import { startServer } from './start-server.js';
import { backendUrl, definitionOf } from './testing/backends.js';

/** A value as JavaScript that makes it: executors get their backend as text. */
function source(value: unknown): string {
  if (value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint32Array) {
    return `${value.constructor.name}.of(${[...value].map((entry) => (Object.is(entry, -0) ? '-0' : entry)).join()})`;
  }
  if (Array.isArray(value)) return `[${value.map(source).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, entry]) => `${JSON.stringify(name)}:${source(entry)}`)
    .join()}}`;
}

async function* oneFrame(): AsyncGenerator<farsightV1.StreamInferRequest> {
  await Promise.resolve();
  const options = { networks: ['fake'], tasks: [] };
  const value: farsightV1.StreamOpen = { streamId: '', options, delivery: 0, maxInFlight: 0, maxAgeMs: 0 };
  yield { message: { $case: 'open', value } };
  const data = new Uint8Array(16);
  yield { message: { $case: 'frame', value: farsightV1.Frame.fromPartial({ index: 0, codec: 1, data }) } };
}

it('results of every kind travel from an executor through a stream unchanged', async () => {
  const meta: Meta = fc.sample(fc.record(anyResult), { numRuns: 1, seed: 7 })[0]!;
  const { tasks, ...fake } = definitionOf('fake');
  const network = {
    ...fake,
    tasks: everyKind.flatMap((kind) => tasks.map((task) => ({ ...task, name: kind, resultKind: kind }))),
  };
  await using server = await startServer({
    networks: [network],
    networksDirs: [],
    backend: backendUrl({ meta: source(meta) }),
    port: 0,
    httpPort: false,
    executors: 1,
    logger: 'silent',
  });
  using client = testClient(server.port);
  const received: Meta[] = [];
  for await (const { message } of client.farsight.streamInfer(oneFrame())) {
    if (message?.$case !== 'reply' || message.value.outcome?.$case !== 'result') continue;
    received.push(resultFromMessage(message.value.outcome.value).meta);
  }
  expect(received).toEqual([meta]);
});
