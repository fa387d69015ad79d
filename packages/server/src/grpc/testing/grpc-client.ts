import { createChannel, createClient, ChannelCredentials, type Channel, type Client } from 'nice-grpc';
import {
  farsightV1,
  healthV1,
  inferenceServer,
  reflectionV1,
  reflectionV1alpha,
} from '@farsight/protocol/wire';

/** Clients of every service, as others would make them: nice-grpc on grpc-js. */
export interface TestClient extends Disposable {
  readonly farsight: Client<farsightV1.FarsightDefinition>;
  readonly inference: Client<inferenceServer.InferenceDefinition>;
  readonly health: Client<healthV1.HealthDefinition>;
  readonly reflection: Client<reflectionV1.ServerReflectionDefinition>;
  readonly reflectionAlpha: Client<reflectionV1alpha.ServerReflectionDefinition>;
  readonly channel: Channel;
}

/** Connects to a server on this machine; every client has a connection of its own. */
export function testClient(port: number, { ca }: { ca?: string } = {}): TestClient {
  const credentials =
    ca === undefined ? ChannelCredentials.createInsecure() : ChannelCredentials.createSsl(Buffer.from(ca));
  const channel = createChannel(`localhost:${port}`, credentials, {
    'grpc.max_send_message_length': -1,
    'grpc.max_receive_message_length': -1,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
  });
  return {
    farsight: createClient(farsightV1.FarsightDefinition, channel),
    inference: createClient(inferenceServer.InferenceDefinition, channel),
    health: createClient(healthV1.HealthDefinition, channel),
    reflection: createClient(reflectionV1.ServerReflectionDefinition, channel),
    reflectionAlpha: createClient(reflectionV1alpha.ServerReflectionDefinition, channel),
    channel,
    [Symbol.dispose]: () => channel.close(),
  };
}
