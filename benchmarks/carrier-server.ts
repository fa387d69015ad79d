/** The server of carrier.ts, in a process of its own: prints its port, and on SIGTERM its CPU milliseconds. */
import type { NetworkDefinition } from '@farsight/engine';
import { startServer } from '@farsight/server';

const definition: NetworkDefinition = {
  name: 'null',
  description: '',
  licence: '',
  origin: 'benchmark',
  tasks: [
    {
      name: 'nothing',
      model: {
        name: 'null',
        weights: { path: 'none' },
        inputLayout: 'NCHW',
        inputWidth: 1,
        inputHeight: 1,
        inputChannels: 3,
        numClasses: 0,
      },
      colorFormat: 'RGB',
      preprocess: [],
      input: { processing: [] },
      decode: { op: 'topk', k: 1, largest: true, sorted: true, softmax: false },
      refine: [],
      finish: [],
      labels: [],
      resultKind: 'detections',
    },
  ],
};

const server = await startServer({
  networks: [definition],
  networksDirs: [],
  backend: new URL('./null-backend.js', import.meta.url).href,
  port: 0,
  httpPort: false,
  logger: 'error',
});
console.log(server.port);
process.once('SIGTERM', () => {
  const { user, system } = process.cpuUsage();
  console.log((user + system) / 1000);
  void server.close();
});
