import { serveGrpc } from './testing/serve-grpc.js';
import { describeTransport } from '../testing/transport.contract.js';
import { openGrpc } from './grpc-transport.js';

describeTransport('gRPC', async (service) => {
  const { port, stop } = await serveGrpc(service);
  const transport = openGrpc(
    `127.0.0.1:${port}`,
    { host: '127.0.0.1', port },
    { token: undefined, tls: false, maxMessageBytes: 1 << 20 },
  );
  return {
    transport,
    stop: async () => {
      await transport.close();
      await stop();
    },
  };
});
