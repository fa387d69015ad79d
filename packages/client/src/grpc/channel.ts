import { ChannelCredentials, createChannel, type Channel, type ChannelOptions } from 'nice-grpc';
import { FarsightError } from '@farsight/protocol';
import { isLoopback, type ServerAddress } from '../address.js';
import type { TlsOptions } from '../connect.js';

/** HTTP/2 window for what the server sends. The 64 KB of the default hold raw frames and fast streams back. */
const receiveWindowBytes = 4 * 1024 * 1024;
/** A connection that is silent during a call is tested after this, and given up if no answer comes. */
const keepaliveTimeMs = 20_000;
const keepaliveTimeoutMs = 10_000;

/** Makes the channel; it connects on the first call. */
export function openChannel(
  address: ServerAddress,
  tls: boolean | TlsOptions,
  maxMessageBytes: number,
): Channel {
  const tlsOptions = tls === true ? {} : tls;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const options: ChannelOptions = {
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc-node.flow_control_window': receiveWindowBytes,
    'grpc.keepalive_time_ms': keepaliveTimeMs,
    'grpc.keepalive_timeout_ms': keepaliveTimeoutMs,
    // A name server is asked for addresses, not for gRPC service configurations.
    'grpc.service_config_disable_resolution': 1,
    // Channels share connections with equal options otherwise, and with them each other's failures.
    'grpc.use_local_subchannel_pool': 1,
    ...(isLoopback(address) && { 'grpc.enable_http_proxy': 0 }),
    ...(tlsOptions !== false &&
      tlsOptions.serverName !== undefined && { 'grpc.ssl_target_name_override': tlsOptions.serverName }),
  };
  return createChannel(`${host}:${address.port}`, credentials(tlsOptions), options);
}

function credentials(tls: false | TlsOptions): ChannelCredentials {
  if (tls === false) return ChannelCredentials.createInsecure();
  const { ca, key, cert } = tls;
  if ((key === undefined) !== (cert === undefined)) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      'Expected tls.cert and tls.key together but received one of them.',
    );
  }
  try {
    return ChannelCredentials.createSsl(pem('ca', ca), pem('key', key), pem('cert', cert));
  } catch (error) {
    throw FarsightError.from(
      error,
      'INVALID_ARGUMENT',
      'Expected a key that fits the certificate in tls.key.',
    );
  }
}

function pem(name: keyof TlsOptions, value: string | Uint8Array | undefined): Buffer | null {
  if (value === undefined) return null;
  const bytes = Buffer.from(value);
  if (bytes.includes('-----BEGIN ')) return bytes;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected PEM text for tls.${name} but received something else.`,
  );
}
