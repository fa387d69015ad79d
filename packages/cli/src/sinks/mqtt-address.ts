import { FarsightError } from '@farsight/client';
import { decodedPart } from './decoded-part.js';

/** Where results are published. */
export interface MqttAddress {
  readonly protocol: 'mqtt' | 'mqtts';
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly topic: string;
  /** 0: at most once, 1: at least once. */
  readonly qos: 0 | 1;
}

const defaultTopic = 'farsight/{stream}';
/** A topic has at most so many bytes (MQTT 3.1.1, 1.5.3), and ours has a sibling with a longer name. */
const mostTopicBytes = 65_000;

/**
 * Reads `mqtt(s)://[user:password@]host[:port][/topic][?qos=0|1]`. In the topic, `{stream}` stands for the name of the stream,
 * in which characters that mean something in topics become `_`. Defaults: port 1883 (8883 with TLS), topic
 * `farsight/{stream}`, QoS 1.
 *
 * @throws FarsightError INVALID_ARGUMENT if topic or QoS make no sense
 */
export function mqttAddress(url: URL, streamId: string): MqttAddress {
  const protocol = url.protocol === 'mqtts:' ? 'mqtts' : 'mqtt';
  const { username, password } = url;
  return {
    protocol,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? { mqtt: 1883, mqtts: 8883 }[protocol] : Number(url.port),
    ...(username === '' ? {} : { username: decodedPart(username) }),
    ...(password === '' ? {} : { password: decodedPart(password) }),
    topic: topicOf(url, streamId),
    qos: qosOf(url.searchParams),
  };
}

function topicOf({ pathname }: URL, streamId: string): string {
  const template = decodedPart(pathname.slice(1)) || defaultTopic;
  const topic = template.replaceAll('{stream}', streamId.replaceAll(/[/+#\0]/g, '_'));
  if (!/[+#\0]/.test(topic) && Buffer.byteLength(topic) <= mostTopicBytes) return topic;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected a topic without + and # for --sink mqtt://… but received ${template}.`,
  );
}

function qosOf(parameters: URLSearchParams): 0 | 1 {
  const names = [...parameters.keys()];
  const qos = parameters.get('qos') ?? '1';
  if (names.every((name) => name === 'qos') && (qos === '0' || qos === '1')) return qos === '0' ? 0 : 1;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    'Expected nothing but qos=0 or qos=1 after the ? of --sink mqtt://…',
  );
}
