import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Changed } from './changed.js';
import { MqttTopic } from './mqtt.js';

/** Kinds of packets: the first four bits (MQTT 3.1.1, 2.2.1). */
const [connect, publish] = [1, 3];

interface Broker extends AsyncDisposable {
  readonly url: URL;
  /** Payloads of results, in the order they came. */
  readonly payloads: string[];
  /** Resolves when so many have come. */
  received(count: number): Promise<void>;
}

/** A broker that lets in who it is told to, and acknowledges every message but those that begin with `lost`. */
async function startBroker(connack = 0): Promise<Broker> {
  const payloads: string[] = [];
  const changed = new Changed();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let bytes = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      // Every packet of these tests is shorter than 128 bytes: its length is one byte.
      while (bytes.length > 2 && bytes.length >= 2 + bytes[1]!) {
        const packet = bytes.subarray(0, 2 + bytes[1]!);
        bytes = bytes.subarray(packet.length);
        answer(socket, packet);
      }
    });
  }).listen(0, '127.0.0.1');
  const answer = (socket: Socket, packet: Buffer): void => {
    const kind = packet[0]! >> 4;
    if (kind === connect) socket.write(Uint8Array.of(0x20, 2, 0, connack));
    if (kind !== publish) return;
    const idAt = 4 + packet.readUInt16BE(2);
    const payload = packet.toString('utf8', idAt + 2);
    if (!payload.startsWith('lost')) socket.write(Uint8Array.of(0x40, 2, packet[idAt]!, packet[idAt + 1]!));
    if (packet.toString('utf8', 4, idAt) === 'results') payloads.push(payload);
    changed.notify();
  };
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`mqtt://joe:hunter2@127.0.0.1:${port}/results`),
    payloads,
    received: async (count) => {
      while (payloads.length < count) await changed.wait();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const never = new AbortController().signal;

describe('MqttTopic', () => {
  it('delivers when every message is acknowledged, over one connection', async () => {
    await using broker = await startBroker();
    const topic = new MqttTopic(broker.url, 'gate');
    expect(topic.name).not.toContain('hunter2');
    expect(await topic.deliver(['a\n', 'b\n'], never)).toEqual({ outcome: 'delivered' });
    expect(await topic.deliver(['c\n'], never)).toEqual({ outcome: 'delivered' });
    expect(broker.payloads).toEqual(['a', 'b', 'c']);
    await topic.close(never);
  });

  it('says how many arrived before one that was not acknowledged, and connects anew', async () => {
    await using broker = await startBroker();
    const topic = new MqttTopic(broker.url, 'gate');
    const limit = new AbortController();
    const delivery = topic.deliver(['a\n', 'b\n', 'lost\n', 'd\n'], limit.signal);
    await broker.received(4);
    // The acknowledgements before it are on their way: a message after them tells that they are here.
    await topic.deliver(['e\n'], never);
    limit.abort();
    expect(await delivery).toEqual({ outcome: 'again', arrived: 2, reason: 'it does not answer' });
    expect(await topic.deliver(['found\n', 'd\n'], never)).toEqual({ outcome: 'delivered' });
    await topic.close(never);
  });

  it.each([
    [4, 'user name or password were not accepted'],
    [5, 'user name or password were not accepted'],
    [3, 'it cannot be reached'],
  ])('is not let in: %s', async (connack, reason) => {
    await using broker = await startBroker(connack);
    const topic = new MqttTopic(broker.url, 'gate');
    expect(await topic.deliver(['a\n'], never)).toEqual({ outcome: 'again', arrived: 0, reason });
    await topic.close(never);
  });

  it('finds nobody', async () => {
    const { url } = await (async () => {
      await using broker = await startBroker();
      return broker;
    })();
    const topic = new MqttTopic(url, 'gate');
    const delivery = { outcome: 'again', arrived: 0, reason: 'connection refused' };
    expect(await topic.deliver(['a\n'], never)).toEqual(delivery);
  });

  it('ends when it is told to, also where the goodbye is not heard', async () => {
    await using broker = await startBroker();
    const topic = new MqttTopic(broker.url, 'lost');
    await topic.deliver(['a\n'], never);
    await expect(topic.close(AbortSignal.abort())).resolves.toBeUndefined();
    expect(await topic.deliver(['a\n'], AbortSignal.abort())).toMatchObject({ outcome: 'again' });
  });
});
