import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { RtpFault } from './rtp-faults.js';
import { isInterleaved, RtspMessages } from './rtsp-messages.js';
import { UdpRelay } from './udp-relay.js';

const host = '127.0.0.1';

/**
 * A line between clients and an RTSP server on which faults can be had: everything that goes through passes, is lost, or is
 * changed as a test wants it. RTP and RTCP go through it too, interleaved or as datagrams.
 */
export class RtspRelay implements AsyncDisposable {
  readonly #server: Server;
  readonly #open = new Set<Connection>();
  /** Port of the server. */
  target: number;
  /** `silent`: connections stay open and nothing passes any more. `refusing`: new ones are closed at once. */
  line: 'good' | 'silent' | 'refusing' = 'good';
  /** What becomes of RTP packets on their way to the client. */
  fault: RtpFault = (packet) => packet;
  /** When each connection came, in milliseconds. */
  readonly attemptsMs: number[] = [];

  private constructor(target: number) {
    this.target = target;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async start(target: number): Promise<RtspRelay> {
    const relay = new RtspRelay(target);
    await new Promise<void>((resolve) => relay.#server.listen(0, host, resolve));
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Closes the connections that are open. */
  cut(): void {
    for (const connection of [...this.#open]) connection[Symbol.dispose]();
  }

  /** Closes the connections that are open as soon as a client has got a part of a picture, and no more. */
  tear(): Promise<void> {
    const { fault } = this;
    return new Promise((resolve) => {
      let isPart = false;
      this.fault = (packet) => {
        if (!isPart) {
          // RFC 6184, 5.1: the marker is set on the last packet of a picture.
          isPart = ((packet[1] ?? 0) & 0x80) === 0;
          return packet;
        }
        this.fault = fault;
        for (const connection of [...this.#open]) connection.end();
        resolve();
        return undefined;
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }

  #accept(client: Socket): void {
    this.attemptsMs.push(performance.now());
    if (this.line === 'refusing') {
      client.destroy();
      return;
    }
    const connection = new Connection(client, this);
    this.#open.add(connection);
    client.once('close', () => {
      connection[Symbol.dispose]();
      this.#open.delete(connection);
    });
  }
}

/** One client's connection, and the one to the server that belongs to it. */
class Connection implements Disposable {
  readonly #relay: RtspRelay;
  readonly #client: Socket;
  readonly #server: Socket;
  #datagrams: UdpRelay | undefined;

  constructor(client: Socket, relay: RtspRelay) {
    this.#relay = relay;
    this.#client = client;
    this.#server = connect(relay.target, host);
    this.#relayMessages(client, this.#server, (message) => this.#toServer(message));
    this.#relayMessages(this.#server, client, (message) => Promise.resolve(this.#toClient(message)));
  }

  #relayMessages(from: Socket, to: Socket, pass: (message: Buffer) => Promise<Buffer | undefined>): void {
    const messages = new RtspMessages();
    from.on('error', () => undefined);
    from.once('close', () => to.destroy());
    let last: Promise<void> = Promise.resolve();
    from.on('data', (chunk) => {
      for (const message of messages.push(chunk)) {
        last = last.then(async () => {
          const passed = await pass(message);
          if (passed !== undefined && this.#relay.line !== 'silent' && !to.destroyed) to.write(passed);
        });
      }
    });
  }

  /** Puts the relay's ports in the place of the client's. */
  async #toServer(message: Buffer): Promise<Buffer> {
    if (isInterleaved(message)) return message;
    const text = message.toString('latin1');
    const [, rtp, rtcp] = /client_port=(\d+)-(\d+)/.exec(text) ?? [];
    if (rtp === undefined) return message;
    this.#datagrams = await UdpRelay.open([Number(rtp), Number(rtcp)], (packet) =>
      this.#relay.line === 'silent' ? undefined : this.#relay.fault(packet),
    );
    return Buffer.from(text.replace(/client_port=\d+-\d+/, `client_port=${this.#datagrams.ports}`), 'latin1');
  }

  /** Puts the relay's ports in the place of the server's, and the client's own where it told them. */
  #toClient(message: Buffer): Buffer | undefined {
    if (isInterleaved(message)) return message[1] === 0 ? this.#interleaved(message) : message;
    const text = message.toString('latin1');
    const [, rtp, rtcp] = /server_port=(\d+)-(\d+)/.exec(text) ?? [];
    const datagrams = this.#datagrams;
    if (rtp === undefined || datagrams === undefined) return message;
    datagrams.meet([Number(rtp), Number(rtcp)]);
    const restored = text
      .replace(/client_port=\d+-\d+/, `client_port=${datagrams.clientPorts}`)
      .replace(/server_port=\d+-\d+/, `server_port=${datagrams.ports}`);
    return Buffer.from(restored, 'latin1');
  }

  #interleaved(message: Buffer): Buffer | undefined {
    const packet = this.#relay.fault(message.subarray(4));
    if (packet === undefined) return undefined;
    const head = Buffer.from(message.subarray(0, 4));
    head.writeUInt16BE(packet.length, 2);
    return Buffer.concat([head, packet]);
  }

  /** Closes it when all that was passed has been sent. */
  end(): void {
    this.#client.destroySoon();
    this.#server.destroy();
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
    this.#server.destroy();
    this.#datagrams?.[Symbol.dispose]();
    this.#datagrams = undefined;
  }
}
