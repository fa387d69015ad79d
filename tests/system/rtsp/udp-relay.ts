import { createSocket, type Socket } from 'node:dgram';

const host = '127.0.0.1';

/** A pair of ports between a client and a server that send RTP and RTCP as datagrams to each other. */
export class UdpRelay implements Disposable {
  readonly #sockets: readonly [Socket, Socket];
  readonly #client: readonly [number, number];
  #server: readonly [number, number] | undefined;

  private constructor(sockets: readonly [Socket, Socket], client: readonly [number, number]) {
    this.#sockets = sockets;
    this.#client = client;
  }

  /** @param pass what becomes of a packet of RTP on its way to the client; undefined: it goes no further. */
  static async open(
    client: readonly [number, number],
    pass: (packet: Buffer) => Buffer | undefined,
  ): Promise<UdpRelay> {
    const relay = new UdpRelay([await bind(), await bind()], client);
    for (const at of [0, 1] as const) {
      const socket = relay.#sockets[at];
      socket.on('message', (packet, { port }) => {
        const fromClient = port === client[at];
        const passed = fromClient || at === 1 ? packet : pass(packet);
        const to = fromClient ? relay.#server?.[at] : client[at];
        if (passed !== undefined && to !== undefined) socket.send(passed, to, host);
      });
    }
    return relay;
  }

  /** Its ports, which client and server take for those of each other. */
  get ports(): string {
    return this.#sockets.map((socket) => socket.address().port).join('-');
  }

  get clientPorts(): string {
    return this.#client.join('-');
  }

  /** Says where the server sends from, which it tells only in its answer. */
  meet(server: readonly [number, number]): void {
    this.#server = server;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.close();
  }
}

async function bind(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.bind(0, host, resolve));
  return socket;
}
