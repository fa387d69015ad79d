import { FakeTransport } from './fake-transport.js';
import { describeTransport } from './transport.contract.js';

describeTransport('the fake', (service) => {
  const transport = new FakeTransport(service);
  return Promise.resolve({ transport, stop: () => transport.close() });
});
