import { noDrops, type NetworkInfo, type StatusReport } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { suggestions } from './commands.js';

function network(name: string, state: NetworkInfo['state']): NetworkInfo {
  const size = { inputWidth: 640, inputHeight: 640 };
  return { name, state, description: '', reason: '', licence: '', tasks: [], ...size };
}

function report(...networks: NetworkInfo[]): StatusReport {
  const counts = { frames: 0, dropped: 0, drops: noDrops, failed: 0 };
  const server = { ready: true, version: '0', uptimeS: 0, address: '10.1.2.3:5000', streams: [], counts };
  return { ...server, networks, live: [] };
}

describe('suggestions', () => {
  it('name the server and a network that is ready', () => {
    const [first] = suggestions(report(network('far', 'remote'), network('near', 'ready')));
    expect(first?.command).toBe(
      'npx farsight run 10.1.2.3:5000 near samples/parcel.jpg --output annotated.jpg',
    );
  });

  it('fall back to any network, and to the catalogue without one', () => {
    expect(suggestions(report(network('far', 'remote')))[0]?.command).toContain(' far ');
    expect(suggestions(report())).toEqual([
      { what: 'See the networks there are', command: 'npx farsight networks list' },
    ]);
  });
});
