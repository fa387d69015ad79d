import { FarsightError } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestQueue } from '../stream/request-queue.js';
import { settle } from '../testing/fake-frames.js';
import { SocketCall } from './socket-call.js';
import { FakeWebSocket } from './testing/fake-web-socket.js';

function begin(maxMessageBytes = 100): { socket: FakeWebSocket; call: SocketCall } {
  const socket = new FakeWebSocket();
  return { socket, call: new SocketCall(socket, { server: 'http://h:1', maxMessageBytes }) };
}

/** What a call yields, and what it throws. */
async function all(call: SocketCall): Promise<{ messages: number[][]; failure: FarsightError | undefined }> {
  const messages: number[][] = [];
  try {
    for await (const message of call.responses()) messages.push([...message]);
  } catch (error) {
    return { messages, failure: error as FarsightError };
  }
  return { messages, failure: undefined };
}

function requests(...items: Uint8Array[]): RequestQueue<Uint8Array> {
  const queue = new RequestQueue<Uint8Array>();
  for (const item of items) queue.push(item);
  return queue;
}

describe('a call over a socket', () => {
  it('sends requests once the socket is open, then their end', async () => {
    const { socket, call } = begin();
    const queue = requests(Uint8Array.of(1), Uint8Array.of(2));
    const sending = call.send(queue);
    await settle();
    expect(socket.sent).toEqual([]);
    expect(socket.binaryType).toBe('arraybuffer');
    socket.emit('open');
    await settle();
    expect(socket.sent).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
    queue.end();
    await sending;
    expect(socket.sent.at(-1)).toBe('');
  });

  it('waits while the socket has too much to send', async () => {
    const { socket, call } = begin();
    socket.bufferedAmount = 2 ** 20 + 1;
    socket.emit('open');
    const queue = requests(Uint8Array.of(1));
    queue.end();
    const sending = call.send(queue);
    await settle();
    expect(socket.sent).toEqual([]);
    socket.bufferedAmount = 2 ** 20;
    await sending;
    expect(socket.sent).toEqual([Uint8Array.of(1), '']);
  });

  it('yields what arrived before the outcome, then ends as that says', async () => {
    const good = begin();
    good.socket.emit('open');
    good.socket.receive(1, 2);
    good.socket.receive();
    good.socket.emit('message', { data: '{"code":"OK"}' });
    good.socket.emit('close', { code: 1000 });
    expect(await all(good.call)).toEqual({ messages: [[1, 2], []], failure: undefined });
    expect(good.socket.closed).toBe(true);

    const bad = begin();
    bad.socket.emit('open');
    bad.socket.receive(1);
    bad.socket.emit('message', { data: '{"code":"NETWORK_NOT_FOUND","message":"None."}' });
    const { messages, failure } = await all(bad.call);
    expect(messages).toEqual([[1]]);
    expect(failure).toMatchObject({ name: 'NetworkNotFoundError', message: 'None.' });
  });

  it('knows a connection that was never made from one that broke', async () => {
    const never = begin();
    never.socket.emit('error');
    never.socket.emit('close', { code: 1006 });
    expect((await all(never.call)).failure).toMatchObject({
      name: 'ConnectionError',
      code: 'CONNECTION_FAILED',
    });
    const broken = begin();
    broken.socket.emit('open');
    broken.socket.emit('close', { code: 1006 });
    expect((await all(broken.call)).failure).toMatchObject({
      name: 'ConnectionError',
      code: 'CONNECTION_LOST',
    });
    const large = begin();
    large.socket.emit('open');
    large.socket.emit('close', { code: 1009 });
    expect((await all(large.call)).failure?.code).toBe('MESSAGE_TOO_LARGE');
  });

  it('forgets what arrived when it is cancelled', async () => {
    const { socket, call } = begin();
    socket.emit('open');
    socket.receive(1);
    call.cancel();
    expect(await all(call)).toMatchObject({ messages: [], failure: { code: 'CANCELLED' } });
    expect(socket.closed).toBe(true);
    socket.receive(2);
    expect((await all(call)).messages).toEqual([]);
  });

  it('sends nothing more when it is over', async () => {
    const { socket, call } = begin();
    socket.emit('open');
    const queue = requests();
    const sending = call.send(queue);
    call.cancel();
    queue.push(Uint8Array.of(1));
    await sending;
    expect(socket.sent).toEqual([]);
    const never = begin();
    never.call.cancel();
    await never.call.send(requests(Uint8Array.of(1)));
    expect(never.socket.sent).toEqual([]);
  });

  it('fails with its requests', async () => {
    const { socket, call } = begin();
    socket.emit('open');
    // eslint-disable-next-line require-yield, @typescript-eslint/require-await -- it fails at once
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      throw new FarsightError('SOURCE_FAILED', 'No more.');
    };
    await call.send(failing());
    expect((await all(call)).failure?.code).toBe('SOURCE_FAILED');
  });

  it('refuses messages that are too large, and more than anybody reads', async () => {
    const sending = begin(10);
    sending.socket.emit('open');
    await sending.call.send(requests(new Uint8Array(11)));
    expect((await all(sending.call)).failure?.code).toBe('MESSAGE_TOO_LARGE');
    expect(sending.socket.sent).toEqual([]);

    const receiving = begin(10);
    receiving.socket.emit('open');
    receiving.socket.receive(...new Uint8Array(11));
    expect((await all(receiving.call)).failure?.code).toBe('MESSAGE_TOO_LARGE');

    const waiting = begin(10);
    waiting.socket.emit('open');
    for (let i = 0; i < 3; i += 1) waiting.socket.receive(...new Uint8Array(4));
    const { messages, failure } = await all(waiting.call);
    expect(messages).toHaveLength(2);
    expect(failure).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('10 bytes') as string,
    });
  });

  it('takes any text for an outcome, and none for a good one', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((code) => `{"code":${code}}`),
    );
    await fc.assert(
      fc.asyncProperty(text, async (data) => {
        const { socket, call } = begin();
        socket.emit('open');
        socket.emit('message', { data });
        const { failure } = await all(call);
        expect(FarsightError.is(failure)).toBe(true);
        expect(failure?.code).toBe('INTERNAL');
      }),
      { numRuns: 200 },
    );
  });
});
