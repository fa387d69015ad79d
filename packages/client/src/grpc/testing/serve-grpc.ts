import { ServerCredentials } from '@grpc/grpc-js';
import { createServer, ServerError, Status } from 'nice-grpc';
import { FarsightError } from '@farsight/protocol';
import { farsightV1 } from '@farsight/protocol/wire';
import type { FarsightService } from '../../testing/fake-transport.js';
import type { Identity } from './self-signed.js';

/** A small gRPC server around a service (or without any), on a free port of this machine. */
export async function serveGrpc(
  service: FarsightService | undefined,
  { token, identity }: { token?: string; identity?: Identity } = {},
): Promise<{ port: number; stop: () => Promise<void> }> {
  const server = createServer().use(async function* (call, context) {
    try {
      if (token !== undefined && context.metadata.get('authorization') !== `Bearer ${token}`) {
        throw new FarsightError('UNAUTHENTICATED', 'A valid token is needed.');
      }
      return yield* call.next(call.request, context);
    } catch (error) {
      if (!FarsightError.is(error)) throw error;
      context.trailer.set('farsight-code', error.code);
      throw new ServerError(statusOf(error), error.message);
    }
  });
  if (service !== undefined) server.add(farsightV1.FarsightDefinition, service);
  const port = await server.listen('127.0.0.1:0', credentials(identity));
  return {
    port,
    stop: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

function statusOf({ code }: FarsightError): Status {
  if (code === 'NETWORK_NOT_FOUND') return Status.NOT_FOUND;
  if (code === 'UNAUTHENTICATED') return Status.UNAUTHENTICATED;
  return code === 'SHUTTING_DOWN' ? Status.UNAVAILABLE : Status.INTERNAL;
}

function credentials(identity: Identity | undefined): ServerCredentials {
  if (identity === undefined) return ServerCredentials.createInsecure();
  const pair = { private_key: Buffer.from(identity.key), cert_chain: Buffer.from(identity.cert) };
  return ServerCredentials.createSsl(null, [pair]);
}
