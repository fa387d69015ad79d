import type { EncodedFrame, StatusReport } from '@farsight/protocol';
import { decodeInfer, encodeInfer, type Inferred } from '@farsight/protocol/infer';
import { decodeLive, type LiveMessage } from '@farsight/protocol/live';

/**
 * The server's HTTP side. A server that wants a token is opened as `http://host:port/#token=TOKEN`: what follows `#` stays in
 * the browser, and the page sends the token in a header.
 */
export class Api {
  readonly #headers: Readonly<Record<string, string>>;

  constructor(fragment: string) {
    const token = new URLSearchParams(fragment.replace(/^#/, '')).get('token');
    this.#headers = token === null ? {} : { Authorization: `Bearer ${token}` };
  }

  /** @throws Error with a line for the user if the server does not answer as it should. */
  async status(signal: AbortSignal): Promise<StatusReport> {
    const response = await this.#fetch('api/status', { signal });
    return (await response.json()) as StatusReport;
  }

  /** Messages of a live stream until it ends. */
  async *live(name: string, signal: AbortSignal): AsyncGenerator<LiveMessage, void> {
    const { body } = await this.#fetch(`live/${encodeURIComponent(name)}`, { signal });
    if (body !== null) yield* decodeLive(chunks(body));
  }

  /**
   * Runs a network on a frame.
   *
   * @throws Error with a line for the user if it cannot be run
   */
  async infer(frame: EncodedFrame, network: string, signal: AbortSignal): Promise<Inferred> {
    const body = encodeInfer(frame, [network]) as Uint8Array<ArrayBuffer>;
    const headers = { 'Content-Type': 'application/x-protobuf' };
    const response = await this.#fetch('api/infer', { method: 'POST', body, headers, signal });
    return decodeInfer(new Uint8Array(await response.arrayBuffer()));
  }

  async #fetch(path: string, request: RequestInit): Promise<Response> {
    const headers = { ...this.#headers, ...(request.headers as Record<string, string> | undefined) };
    const response = await fetch(path, { ...request, headers, cache: 'no-store' });
    if (response.status === 401)
      throw new Error('This server wants its token: open the page with #token=TOKEN.');
    if (!response.ok) throw new Error((await response.text()).trim());
    return response;
  }
}

/** Not every browser can iterate a stream. */
async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
