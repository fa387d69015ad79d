import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Changed } from './changed.js';
import { answerMs, QueuedSink } from './queued-sink.js';
import { ManualClock } from './testing/manual-clock.js';
import { Webhook } from './webhook.js';

type Answer = (response: ServerResponse) => void;

interface Endpoint extends AsyncDisposable {
  readonly port: number;
  readonly requests: { readonly message: IncomingMessage; readonly body: string }[];
}

const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end('answers are not read');

/** A server that answers as told, then with 204. */
async function endpoint(...answers: readonly Answer[]): Promise<Endpoint> {
  const script = [...answers];
  const requests: Endpoint['requests'] = [];
  const server = createServer((message, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of message) body += String(chunk);
      requests.push({ message, body });
      (script.shift() ?? status(204))(response);
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.close().closeAllConnections();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, requests, [Symbol.asyncDispose]: close };
}

const limits = { batchLines: 2, batchBytes: 100, batchAgeMs: 1_000, waitingBytes: 1_000 };

function sinkOn(port: number, lossless = false, headers: readonly string[] = []) {
  const clock = new ManualClock();
  const notes: string[] = [];
  const url = new URL(`http://joe:p%40ss@127.0.0.1:${port}/hook?key=SECRET`);
  const sink = new QueuedSink(new Webhook(url, headers, clock), {
    limits,
    lossless,
    stop: new AbortController().signal,
    note: (text) => notes.push(text),
    clock,
    random: () => 1,
  });
  const write = async (...lines: readonly string[]): Promise<void> => {
    for (const text of lines) await sink.write({ text, segment: 0 });
  };
  return { sink, clock, notes, write };
}

const bodies = ({ requests }: Endpoint): string[] => requests.map(({ body }) => body);

describe('Webhook', () => {
  it('posts NDJSON, with a name and headers of its own', async () => {
    await using there = await endpoint();
    const { sink, write } = sinkOn(there.port, false, ['X-Gate: 7']);
    await write('{"n":1}\n', '{"n":2}\n', '{"n":3}\n');
    await sink.close();
    expect(bodies(there)).toEqual(['{"n":1}\n{"n":2}\n', '{"n":3}\n']);
    const { method, url, headers } = there.requests[0]!.message;
    expect({ method, url }).toEqual({ method: 'POST', url: '/hook?key=SECRET' });
    expect(headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      authorization: `Basic ${btoa('joe:p@ss')}`,
      'x-gate': '7',
      'user-agent': expect.stringMatching(/^farsight\/\d/) as string,
    });
    expect(sink.deliveries()).toEqual([`http://127.0.0.1:${there.port}: 3 sent, 0 retries, 0 dropped`]);
  });

  it('has a header of the user instead of its own', async () => {
    await using there = await endpoint();
    const { sink, write } = sinkOn(there.port, false, ['Authorization: Bearer T']);
    await write('a\n');
    await sink.close();
    expect(there.requests[0]?.message.headers.authorization).toBe('Bearer T');
  });

  it.each([500, 503, 429, 408])('tries again after %s', async (code) => {
    await using there = await endpoint(status(code));
    const { sink, clock, notes, write } = sinkOn(there.port);
    await write('a\n', 'b\n');
    await clock.sleeping(500);
    clock.advance(500);
    await sink.close();
    expect(bodies(there)).toEqual(['a\nb\n', 'a\nb\n']);
    expect(notes[0]).toBe(`http://127.0.0.1:${there.port}: it answered ${code}; trying again.`);
    expect(sink.deliveries()[0]).toContain('2 sent, 1 retry, 0 dropped');
  });

  it.each([
    ['60', 60_000],
    ['Thu, 01 Jan 2026 00:00:09 GMT', 9_000],
  ])('waits as Retry-After: %s says', async (header, ms) => {
    await using there = await endpoint(status(503, { 'retry-after': header }));
    const { sink, clock, write } = sinkOn(there.port);
    await write('a\n', 'b\n');
    await clock.sleeping(ms);
    clock.advance(ms);
    await sink.close();
    expect(sink.deliveries()[0]).toContain('2 sent, 1 retry, 0 dropped');
  });

  it('halves a batch that is too large', async () => {
    await using there = await endpoint(status(413));
    const { sink, write } = sinkOn(there.port);
    await write('a\n', 'b\n');
    await sink.close();
    expect(bodies(there)).toEqual(['a\nb\n', 'a\n', 'b\n']);
    expect(sink.deliveries()[0]).toContain('2 sent, 0 retries, 0 dropped');
  });

  it.each([400, 401, 404, 302])('gives up a batch after %s, and follows nobody', async (code) => {
    await using there = await endpoint(status(code, { location: '/elsewhere' }));
    const { sink, notes, write } = sinkOn(there.port);
    await write('a\n', 'b\n');
    await sink.close();
    expect(there.requests).toHaveLength(1);
    expect(notes).toEqual([`http://127.0.0.1:${there.port}: it answered ${code}; results are lost.`]);
    expect(sink.deliveries()[0]).toContain('0 sent, 0 retries, 2 dropped');
  });

  it('does not wait for one that is slow', async () => {
    const asked = new Changed();
    await using there = await endpoint(() => asked.notify());
    const { sink, clock, notes, write } = sinkOn(there.port);
    const silence = asked.wait();
    await write('a\n', 'b\n');
    await silence;
    clock.advance(answerMs);
    await clock.sleeping(500);
    clock.advance(500);
    await sink.close();
    expect(notes[0]).toContain('it does not answer; trying again.');
    expect(sink.deliveries()[0]).toContain('2 sent, 1 retry, 0 dropped');
  });

  it('does not wait for an answer without an end', async () => {
    await using there = await endpoint((response) => {
      response.writeHead(200);
      const more = (): unknown => response.destroyed || response.write('x'.repeat(50_000), more);
      more();
    });
    const { sink, write } = sinkOn(there.port);
    await write('a\n', 'b\n');
    await sink.close();
    expect(sink.deliveries()[0]).toContain('2 sent, 0 retries, 0 dropped');
  });

  it('survives connections that break', async () => {
    await using there = await endpoint((response) => response.destroy());
    const { sink, clock, notes, write } = sinkOn(there.port);
    await write('a\n', 'b\n');
    await clock.sleeping(500);
    clock.advance(500);
    await sink.close();
    expect(notes[0]).toContain('the connection was lost; trying again.');
    expect(sink.deliveries()[0]).toContain('2 sent, 1 retry, 0 dropped');
  });

  it('says that nobody is there, and not what the URL says', async () => {
    const { port } = await (async () => {
      await using there = await endpoint();
      return there;
    })();
    const { sink, clock, notes, write } = sinkOn(port, true);
    await write('a\n', 'b\n');
    for (const ms of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]) {
      await clock.sleeping(ms);
      clock.advance(ms);
    }
    await expect(sink.close()).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: `Results do not reach http://127.0.0.1:${port}: connection refused.`,
    });
    expect(notes).toEqual([`http://127.0.0.1:${port}: connection refused; trying again.`]);
  });

  it('says that no client uses such a port', async () => {
    const { sink, clock, notes, write } = sinkOn(6000);
    await write('a\n', 'b\n');
    await clock.sleeping(500);
    const closing = sink.close();
    clock.advance(5_000);
    await closing;
    expect(notes[0]).toBe('http://127.0.0.1:6000: its port is one that HTTP clients refuse; trying again.');
  });
});
