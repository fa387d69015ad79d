import { randomUUID } from 'node:crypto';
import { connect, ErrorWithReasonCode, type MqttClient } from 'mqtt';
import { mqttAddress, type MqttAddress } from './mqtt-address.js';
import { networkReason } from './network-reason.js';
import type { Delivery, Transport } from './transport.js';

/** Broker and client tell each other that they are there this often, in seconds. */
const keepaliveS = 15;
/** Answers to a wrong user name or password, and to one that may not connect (MQTT 3.1.1, 3.2.2.3). */
const refusals = [4, 5];

/**
 * Publishes each line as a message of an MQTT 3.1.1 topic. A retained message on `TOPIC/status` says `online`, and `offline`
 * when the run has ended, in whatever way. What was lost on the way is for `QueuedSink` to send again: a connection is opened
 * when there is something to send and none is open.
 */
export class MqttTopic implements Transport {
  readonly name: string;
  readonly #address: MqttAddress;
  #client: MqttClient | undefined;

  /**
   * @param url - see {@link mqttAddress}
   * @throws FarsightError INVALID_ARGUMENT
   */
  constructor(url: URL, streamId: string) {
    this.#address = mqttAddress(url, streamId);
    this.name = `${url.protocol}//${url.host}/${this.#address.topic}`;
  }

  async deliver(lines: readonly string[], signal: AbortSignal): Promise<Delivery> {
    let arrived = 0;
    try {
      const client = await this.#connected(signal);
      using gone = untilGone(client, signal);
      const { topic, qos } = this.#address;
      const publishing = lines.map((line) => client.publishAsync(topic, line.trimEnd(), { qos }));
      for (const each of publishing) each.catch(ignore);
      for (const each of publishing) {
        await Promise.race([each, gone.promise]);
        arrived += 1;
      }
      return { outcome: 'delivered' };
    } catch (error) {
      this.#client?.end(true);
      this.#client = undefined;
      return { outcome: 'again', arrived, reason: reasonOf(error, signal) };
    }
  }

  async #connected(signal: AbortSignal): Promise<MqttClient> {
    if (this.#client?.connected === true) return this.#client;
    this.#client?.end(true);
    const client = open(this.#address);
    this.#client = client;
    using gone = untilGone(client, signal);
    const answer = new Promise((resolve) => client.once('connect', resolve));
    await Promise.race([answer, gone.promise]);
    client.publish(statusTopic(this.#address), 'online', { retain: true, qos: 1 }, ignore);
    return client;
  }

  async close(signal: AbortSignal): Promise<void> {
    const client = this.#client;
    if (client?.connected !== true) return;
    using gone = untilGone(client, signal);
    try {
      const offline = client.publishAsync(statusTopic(this.#address), 'offline', { retain: true, qos: 1 });
      offline.catch(ignore);
      await Promise.race([offline, gone.promise]);
      await Promise.race([client.endAsync(), gone.promise]);
    } catch {
      // The broker says so itself when the connection ends without a goodbye.
      client.end(true);
    }
  }
}

function statusTopic({ topic }: MqttAddress): string {
  return `${topic}/status`;
}

function open(address: MqttAddress): MqttClient {
  const { protocol, host, port, username, password } = address;
  return connect({
    protocol,
    host,
    port,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    clientId: `farsight-${randomUUID().slice(0, 13)}`,
    keepalive: keepaliveS,
    timerVariant: 'native',
    // Who calls knows when to try again.
    reconnectPeriod: 0,
    will: { topic: statusTopic(address), payload: Buffer.from('offline'), retain: true, qos: 1 },
  }).on('error', ignore);
}

/** A promise that rejects as soon as the connection is lost or the signal fires; dispose it. */
function untilGone(
  client: MqttClient,
  signal: AbortSignal,
): Disposable & { readonly promise: Promise<never> } {
  const listening = new AbortController();
  const promise = new Promise<never>((_, reject) => {
    const closed = (): void => reject(new Error('The connection was closed.'));
    client.on('error', reject).on('close', closed);
    signal.addEventListener('abort', closed);
    listening.signal.addEventListener('abort', () => {
      client.off('error', reject).off('close', closed);
      signal.removeEventListener('abort', closed);
    });
    if (signal.aborted) closed();
  });
  promise.catch(ignore);
  return { promise, [Symbol.dispose]: () => listening.abort() };
}

function reasonOf(error: unknown, signal: AbortSignal): string {
  const refused = error instanceof ErrorWithReasonCode && refusals.includes(error.code);
  if (refused) return 'user name or password were not accepted';
  const lost = error instanceof Error && !('code' in error) && error.cause === undefined;
  return lost && !signal.aborted ? 'the connection was lost' : networkReason(error, signal);
}

function ignore(): void {
  // Failures come through `untilGone`; without a listener they would end the process.
}
