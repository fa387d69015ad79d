import { describe, expect, it } from 'vitest';
import type { Transport } from '../transport.js';
import { FakeWebSocket } from './testing/fake-web-socket.js';
import { webSocketTransport } from './web-socket-transport.js';

interface Opened {
  readonly transport: Transport;
  readonly sockets: { readonly url: string; readonly protocols: string[]; readonly socket: FakeWebSocket }[];
}

function open(options: { readonly token?: string } = {}): Opened {
  const sockets: Opened['sockets'] = [];
  class Recorded extends FakeWebSocket {
    constructor(url: string, protocols: string[]) {
      super();
      sockets.push({ url, protocols, socket: this });
    }
  }
  const transport = webSocketTransport('http://h:1', { ...options, WebSocket: Recorded });
  return { transport, sockets };
}

describe('a transport over WebSockets', () => {
  it('opens a socket per call, at the path of its method, with the token', async () => {
    const { transport, sockets } = open({ token: 'secret-token' });
    const calls = [
      transport.listNetworks({}, {}),
      transport.describeNetwork({ network: 'net' }, {}),
      transport.infer({ options: undefined, frame: undefined }, {}),
    ].map((call) => call.catch((error: unknown) => error));
    expect(sockets.map(({ url }) => url)).toEqual(
      ['ListNetworks', 'DescribeNetwork', 'Infer'].map((method) => `ws://h:1/farsight.v1.Farsight/${method}`),
    );
    expect(new Set(sockets.map(({ protocols }) => protocols.join()))).toEqual(
      new Set(['farsight.v1,farsight.token.c2VjcmV0LXRva2Vu']),
    );
    await transport.close();
    for (const failure of await Promise.all(calls)) expect(failure).toMatchObject({ code: 'CANCELLED' });
    expect(sockets.every(({ socket }) => socket.closed)).toBe(true);
    await expect(transport.listNetworks({}, {})).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it.each([
    ['nothing', [], 'answered a call with nothing'],
    ['bytes that are no message', [0xff, 0xff], 'sent bytes that are no message of their type'],
  ])('says that the server broke the protocol with %s', async (_, bytes, words) => {
    const { transport, sockets } = open();
    const call = transport.listNetworks({}, {});
    const { socket } = sockets[0]!;
    socket.emit('open');
    if (bytes.length > 0) socket.receive(...bytes);
    socket.emit('message', { data: '{"code":"OK"}' });
    await expect(call).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining(words) as string,
    });
  });

  it('fails where the page may not connect', async () => {
    class WebSocket extends FakeWebSocket {
      constructor() {
        super();
        throw new Error('SecurityError');
      }
    }
    const transport = webSocketTransport('http://h:1', { WebSocket });
    await expect(transport.listNetworks({}, {})).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'CONNECTION_FAILED',
      message: expect.not.stringContaining('SecurityError') as string,
    });
  });

  it.each([
    [{ maxMessageBytes: 0 }, 'maxMessageBytes'],
    [{ token: 'two words' }, 'token'],
  ])('refuses %j at once', (options, words) => {
    expect(() => webSocketTransport('http://h:1', options)).toThrow(words);
  });
});
