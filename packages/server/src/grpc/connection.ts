import type { ServerHttp2Session } from 'node:http2';

/** After this long without an answer to a ping, a client is taken for gone. */
const pingTimeoutMs = 20_000;

/** One client's connection: its calls and whether it is still alive. */
export class Connection {
  /** Address and port of the client: for logs only. */
  readonly peer: string;
  /** The connection is beyond the server's limit: its calls are refused. */
  readonly excess: boolean;
  readonly #session: ServerHttp2Session;
  readonly #calls = new Set<Promise<unknown>>();

  constructor(
    session: ServerHttp2Session,
    { excess, keepaliveMs }: { excess: boolean; keepaliveMs: number },
  ) {
    this.#session = session;
    this.excess = excess;
    const { remoteAddress = 'unknown', remotePort = 0 } = session.socket;
    this.peer = `${remoteAddress}:${remotePort}`;
    // Without a listener a broken connection would end the process; its close follows and is what counts.
    session.on('error', () => undefined);
    this.#keepAlive(keepaliveMs);
  }

  /** Calls open now. */
  get calls(): ReadonlySet<Promise<unknown>> {
    return this.#calls;
  }

  /** Counts a call as open until it settles. It must not reject. */
  track(call: Promise<unknown>): void {
    this.#calls.add(call);
    void call.then(() => this.#calls.delete(call));
  }

  /** Takes no new calls and ends when those that are open have ended. */
  drain(): void {
    if (!this.#session.closed) this.#session.close();
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#session.destroy();
  }

  /** A client whose machine is gone says nothing; without pings its streams would be held for ever. */
  #keepAlive(everyMs: number): void {
    const session = this.#session;
    let overdue: NodeJS.Timeout | undefined;
    const timer = setInterval(() => {
      if (session.destroyed || overdue !== undefined) return;
      overdue = setTimeout(() => session.destroy(), pingTimeoutMs);
      session.ping(() => {
        clearTimeout(overdue);
        overdue = undefined;
      });
    }, everyMs);
    session.once('close', () => {
      clearInterval(timer);
      clearTimeout(overdue);
    });
  }
}
