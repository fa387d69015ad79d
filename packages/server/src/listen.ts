import type { Server } from 'node:net';
import { FarsightError } from '@farsight/protocol';

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** What sets the port on the command line: for messages. */
  readonly portFlag: '--port' | '--http-port';
}

/**
 * Opens a server's port; resolves when it is open.
 *
 * @throws FarsightError PORT_IN_USE if another program has it; INVALID_ARGUMENT if this user may not open it or the host is
 *   not one of this machine
 */
export function listen(server: Server, address: ListenAddress): Promise<void> {
  const { host, port } = address;
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => reject(listenError(error, address));
    server.once('error', onError);
    server.listen({ host, port }, () => {
      server.off('error', onError);
      resolve();
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, { host, port, portFlag }: ListenAddress): FarsightError {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new FarsightError(
        'PORT_IN_USE',
        `Port ${port} on ${host} is in use: stop the program that has it, or choose another with ${portFlag}.`,
        { cause },
      );
    case 'EACCES':
      return new FarsightError(
        'INVALID_ARGUMENT',
        `Expected a port that this user may open for ${portFlag} but received ${port}: choose one from 1024 up.`,
        { cause },
      );
    default:
      return new FarsightError(
        'INVALID_ARGUMENT',
        `Expected an address of this machine for host but received ${host}.`,
        { cause },
      );
  }
}
