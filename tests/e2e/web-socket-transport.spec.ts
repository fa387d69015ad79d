import { farsightV1 } from '@farsight/protocol/wire';
import { WebSocket } from 'ws';
import type { FarsightService } from '../../packages/client/src/testing/fake-transport.js';
import { describeTransport } from '../../packages/client/src/testing/transport.contract.js';
import { webSocketTransport } from '../../packages/client/src/web/web-socket-transport.js';
import type { WebSocketClass } from '../../packages/client/src/web/web-socket.js';
import { service } from '../../packages/server/src/grpc/service.js';
import { serveCalls } from '../../packages/server/src/web-socket/testing/serve-calls.js';

describeTransport('WebSocket', async (fake: FarsightService) => {
  const served = service(farsightV1.FarsightDefinition, {
    listNetworks: (request, call) => fake.listNetworks(request, call),
    describeNetwork: (request, call) => fake.describeNetwork(request, call),
    infer: (request, call) => fake.infer(request, call),
    streamInfer: (requests, call) => fake.streamInfer(requests, call),
    watchSource: (request, call) => fake.watchSource(request, call),
  });
  const server = await serveCalls([served]);
  const transport = webSocketTransport(server.url, {
    WebSocket: WebSocket as unknown as WebSocketClass,
    maxMessageBytes: 1 << 20,
  });
  return {
    transport,
    stop: async () => {
      await transport.close();
      await server.close();
    },
  };
});
