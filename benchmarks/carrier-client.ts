/** The client of carrier.ts, in a process of its own: prints the frames per second of one stream. */
import { connect, remoteStream } from '@farsight/client';
import type { EncodedFrame, RawLayout } from '@farsight/protocol';

/** What to send, as JSON in the first argument. */
export interface CarrierJob {
  readonly port: number;
  readonly seconds: number;
  readonly inFlight: number;
  readonly byteLength: number;
  readonly raw?: RawLayout | undefined;
}

const { port, seconds, inFlight, byteLength, raw } = JSON.parse(process.argv[2] ?? '') as CarrierJob;
const data = new Uint8Array(byteLength);
await using client = await connect(`127.0.0.1:${port}`);
const startedMs = performance.now();

function* frames(): Generator<EncodedFrame> {
  for (let index = 0; performance.now() < startedMs + 1000 * seconds; index++) {
    const stamp = { streamId: 'bench', index, ptsUs: 0 };
    yield raw === undefined ? { stamp, codec: 'jpeg', data } : { stamp, codec: 'raw', raw, data };
  }
}

let answered = 0;
for await (const { error } of remoteStream(client, frames(), 'null', { maxInFlight: inFlight })) {
  if (error !== undefined) throw error;
  answered++;
}
console.log((1000 * answered) / (performance.now() - startedMs));
