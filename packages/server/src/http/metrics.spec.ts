import { readFileSync } from 'node:fs';
import { noDrops, type ServerStatus, type StreamStatus } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { serverMetrics } from './metrics.js';

const memory = { rss: 1e8, heapUsed: 1e7 };

function stream(live: string | undefined): StreamStatus {
  const done = { frames: 10, dropped: 3, drops: { ...noDrops, queue: 3 }, failed: 1 };
  const figures = { state: 'running', fpsIn: 30, fpsOut: 20, latencyP50Ms: 41, latencyP95Ms: 80 } as const;
  return { id: 'gate', networks: ['net'], delivery: 'live', ...done, ...figures, live };
}

const status: ServerStatus = {
  ready: true,
  version: '1.2.3',
  uptimeS: 12.5,
  address: 'a:1',
  networks: [
    {
      name: 'net',
      state: 'ready',
      description: '',
      reason: '',
      licence: '',
      inputWidth: 1,
      inputHeight: 1,
      tasks: [],
    },
  ],
  streams: [stream('gate'), stream('gate-2'), stream(undefined)],
  executors: { busy: 1, limit: 2, load: 0.5 },
  counts: { received: 20, frames: 10, dropped: 8, drops: { ...noDrops, queue: 5, deadline: 3 }, failed: 1 },
};

function valuesOf(name: string, of = status): readonly (readonly [object | undefined, number])[] {
  const metric = serverMetrics(of, memory).find((one) => one.name === name);
  return (metric?.samples ?? []).map(({ labels, value }) => [labels, value] as const);
}

describe('serverMetrics', () => {
  it('tells totals, with drops by reason', () => {
    expect(valuesOf('farsight_frames_received_total')).toEqual([[undefined, 20]]);
    expect(valuesOf('farsight_frames_answered_total')).toEqual([[undefined, 10]]);
    expect(valuesOf('farsight_frames_dropped_total')).toEqual([
      [{ reason: 'client' }, 0],
      [{ reason: 'queue' }, 5],
      [{ reason: 'decode' }, 0],
      [{ reason: 'deadline' }, 3],
    ]);
  });

  it('tells of streams that last under names that no two have, and of all how many there are', () => {
    expect(valuesOf('farsight_streams')).toEqual([[undefined, 3]]);
    expect(valuesOf('farsight_stream_latency_p95_seconds')).toEqual([
      [{ stream: 'gate' }, 0.08],
      [{ stream: 'gate-2' }, 0.08],
    ]);
    expect(valuesOf('farsight_stream_received_fps')).toHaveLength(2);
  });

  it('grows no further than 64 streams', () => {
    const streams = Array.from({ length: 1000 }, (_, index) => stream(`s${index}`));
    expect(valuesOf('farsight_stream_answered_fps', { ...status, streams })).toHaveLength(64);
    expect(valuesOf('farsight_streams', { ...status, streams })).toEqual([[undefined, 1000]]);
  });

  it('leaves out what is not known', () => {
    const nothing = { ...status, executors: undefined, counts: { ...status.counts, received: undefined } };
    expect(valuesOf('farsight_executors_busy', nothing)).toEqual([]);
    expect(valuesOf('farsight_frames_received_total', nothing)).toEqual([]);
  });

  it('is what docs/metrics.md lists', () => {
    const docs = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');
    const listed = [...docs.matchAll(/^\| `([a-z0-9_]+)[^|]*\| (counter|gauge) /gm)].map(([, name, type]) => [
      name,
      type,
    ]);
    expect(listed).toEqual(serverMetrics(status, memory).map(({ name, type }) => [name, type]));
  });
});
