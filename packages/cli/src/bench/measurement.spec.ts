import { noDrops, type StreamItem } from '@farsight/client';
import { describe, expect, it } from 'vitest';
import { Measurement } from './measurement.js';

function item(overrides: Partial<StreamItem> = {}): StreamItem {
  const stamp = { streamId: 's', index: 0, ptsUs: 0 };
  return {
    image: { codec: 'jpeg', data: new Uint8Array(), stamp },
    stamp,
    meta: {},
    width: 1,
    height: 1,
    timings: { queueMs: 1, decodeMs: 2, preprocessMs: 3, runMs: 4, postprocessMs: 5 },
    dropped: 0,
    drops: noDrops,
    ...overrides,
  };
}

describe('Measurement', () => {
  it('begins when every stream has had a result, and ends after its span', () => {
    const measurement = new Measurement(2, 1000);
    measurement.add(0, item(), 999, 0);
    measurement.add(0, item(), 999, 400);
    expect(measurement.running).toBe(false);
    measurement.add(1, item(), 999, 500);
    expect(measurement.running).toBe(true);
    for (const [stream, at] of [
      [0, 600],
      [0, 700],
      [1, 1499],
      [1, 1500],
    ] as const) {
      measurement.add(stream, item({ dropped: 1, drops: { ...noDrops, queue: 1 } }), at / 10, at);
    }
    expect([measurement.isOver(1499), measurement.isOver(1500)]).toEqual([false, true]);
    expect(measurement.report(1600)).toMatchObject({
      streams: 2,
      seconds: 1,
      frames: 3,
      framesPerSecond: 3,
      framesPerSecondPerStream: [2, 1],
      latencyMs: { p50: 70, p95: 149.9, p99: 149.9 },
      dropped: 3,
      drops: { ...noDrops, queue: 3 },
      failed: 0,
      timings: { queueMs: 1, decodeMs: 2, preprocessMs: 3, runMs: 4, postprocessMs: 5 },
      fairness: 0.9,
    });
  });

  it('takes rates over the time there was when it is ended early', () => {
    const measurement = new Measurement(1, 10_000);
    measurement.add(0, item(), 1, 0);
    measurement.add(0, item(), 1, 100);
    expect(measurement.report(200)).toMatchObject({ seconds: 0.2, framesPerSecond: 5 });
  });

  it('has a report even if nothing came', () => {
    expect(new Measurement(1, 1000).report(50)).toMatchObject({ frames: 0, framesPerSecond: 0, seconds: 0 });
  });
});
