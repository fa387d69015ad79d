import { clientOn, webSocketTransport, type Client } from '@farsight/client/web';
import type { StatusReport } from '@farsight/protocol';
import { decodeLive, type LiveMessage } from '@farsight/protocol/live';
import { readStream } from './read-stream.js';

/**
 * The server's HTTP side. A server that wants a token is opened as `http://host:port/#token=TOKEN`: what follows `#` stays in
 * the browser, and the page sends the token in a header.
 */
export class Api {
  readonly #token: string | undefined;

  constructor(fragment: string) {
    this.#token = new URLSearchParams(fragment.replace(/^#/, '')).get('token') ?? undefined;
  }

  /** @throws Error with a line for the user if the server does not answer as it should. */
  async status(signal: AbortSignal): Promise<StatusReport> {
    const response = await this.#fetch('api/status', { signal });
    return (await response.json()) as StatusReport;
  }

  /** Messages of a live stream until it ends. */
  async *live(name: string, signal: AbortSignal): AsyncGenerator<LiveMessage, void> {
    const { body } = await this.#fetch(`live/${encodeURIComponent(name)}`, { signal });
    if (body !== null) yield* decodeLive(readStream(body));
  }

  /** For calls of the page's own. Connects with each call. */
  client(): Client {
    return clientOn(webSocketTransport(location.href, { token: this.#token }));
  }

  async #fetch(path: string, { signal }: { readonly signal: AbortSignal }): Promise<Response> {
    const headers = this.#token === undefined ? {} : { Authorization: `Bearer ${this.#token}` };
    const response = await fetch(path, { headers, signal, cache: 'no-store' });
    if (response.status === 401)
      throw new Error('This server wants its token: open the page with #token=TOKEN.');
    if (!response.ok) throw new Error((await response.text()).trim());
    return response;
  }
}
