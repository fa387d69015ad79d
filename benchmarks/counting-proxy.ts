import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

/** A TCP port that passes everything on to another one, and counts. */
export interface CountingProxy extends AsyncDisposable {
  /** `host:port` to connect to. */
  readonly address: string;
  /** Bytes passed on to the server so far, those of TCP and IP not counted. */
  readonly sent: number;
}

/** @param target - `host:port` */
export async function countingProxy(target: string): Promise<CountingProxy> {
  const [host, port] = target.split(':');
  let sent = 0;
  const proxy = createServer((client) => {
    const server = connect(Number(port), host);
    client.on('data', (bytes) => (sent += bytes.length));
    client.pipe(server).pipe(client);
    // Either end may leave without a word.
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    address: `127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    get sent() {
      return sent;
    },
    async [Symbol.asyncDispose]() {
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
