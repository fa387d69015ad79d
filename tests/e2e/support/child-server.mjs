// A server with the bundled network; prints its address.
import { startServer } from '@farsight/server';

const server = await startServer({ networks: ['codes-nano'], port: 0, httpPort: false, logger: 'error' });
console.log(server.address);
