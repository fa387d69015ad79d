import { healthV1 } from '@farsight/protocol/wire';
import { service, type CallContext, type Service } from '../grpc/service.js';
import { Status, StatusError } from '../grpc/status.js';
import { Lifecycle } from '../lifecycle.js';

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = healthV1.HealthCheckResponse_ServingStatus;

/**
 * The gRPC health checking protocol, open to everybody: "" stands for the whole server.
 * https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 */
export function healthService(services: readonly string[], lifecycle: Lifecycle): Service {
  const known = new Set(['', ...services]);
  const now = (): healthV1.HealthCheckResponse => ({ status: lifecycle.serving ? SERVING : NOT_SERVING });
  return service(
    healthV1.HealthDefinition,
    {
      check({ service: name }) {
        if (known.has(name)) return Promise.resolve(now());
        const callStatus = { status: Status.NOT_FOUND, message: 'This server has no service of that name.' };
        return Promise.reject(new StatusError(callStatus));
      },
      async *watch({ service: name }, { signal }: CallContext) {
        if (!known.has(name)) {
          yield { status: SERVICE_UNKNOWN };
          await changed(new Lifecycle(), signal);
          return;
        }
        yield now();
        while (!lifecycle.over) {
          await changed(lifecycle, signal);
          signal.throwIfAborted();
          yield now();
        }
      },
    },
    { open: true },
  );
}

/** Resolves when the server's state changes or the caller leaves. */
function changed(lifecycle: Lifecycle, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      signal.removeEventListener('abort', done);
      stopListening();
      resolve();
    };
    const stopListening = lifecycle.onChange(done);
    signal.addEventListener('abort', done, { once: true });
  });
}
