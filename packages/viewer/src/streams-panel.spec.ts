import { noDrops, type StatusReport, type StreamStatus } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { streamLines } from './streams-panel.js';

const stream: StreamStatus = {
  id: 'door',
  networks: ['people', 'faces'],
  delivery: 'live',
  frames: 100,
  dropped: 7,
  drops: { ...noDrops, queue: 5, deadline: 2 },
  failed: 0,
  state: 'running',
  fpsIn: 29.97,
  fpsOut: 14.02,
  latencyP50Ms: 41.4,
  latencyP95Ms: 80.1,
  live: 'door-2',
};

function report(streams: readonly StreamStatus[], names: readonly string[]): StatusReport {
  const live = names.map((name) => ({ name, network: 'net', watchers: 0 }));
  const counts = { frames: 0, dropped: 0, drops: noDrops, failed: 0 };
  return { ready: true, version: '0', uptimeS: 0, address: 'a:1', networks: [], streams, counts, live };
}

describe('streamLines', () => {
  it('gives the figures of a stream that runs', () => {
    expect(streamLines(report([stream], ['door-2']))).toEqual([
      {
        live: 'door-2',
        name: 'door-2',
        network: 'net',
        figures: {
          state: 'running',
          in: '30.0',
          out: '14.0',
          dropped: '7 (queue 5, deadline 2)',
          latency: '41 / 80 ms',
        },
      },
    ]);
  });

  it('lists streams without figures, and figures without a stream to watch', () => {
    const call = { ...stream, live: undefined, latencyP50Ms: undefined, latencyP95Ms: undefined };
    const lines = streamLines(report([call], ['shown']));
    expect(lines).toMatchObject([
      { live: 'shown', figures: { state: 'shown', in: '–', latency: '–' } },
      {
        live: undefined,
        name: 'door',
        network: 'people, faces',
        figures: { dropped: '7 (queue 5, deadline 2)', latency: '–' },
      },
    ]);
  });
});
