import { noDrops } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { frameOf, resultOf } from '../testing/results.js';
import type { FrameAnswer } from './frame-line.js';
import { StreamMeter } from './stream-meter.js';

function answerOf(index: number): FrameAnswer {
  return { stamp: frameOf(index).stamp, drops: noDrops, droppedFrames: [], outcome: resultOf(index) };
}

describe('StreamMeter', () => {
  it('measures rates and the time from arrival to answer', () => {
    let now = 0;
    const meter = new StreamMeter(() => now);
    for (let index = 0; index < 100; index += 1) {
      meter.onFrame(frameOf(index));
      now += index < 90 ? 20 : 60;
      meter.onAnswer(answerOf(index));
    }
    const { fpsIn, fpsOut, ...figures } = meter.figures();
    expect(figures).toEqual({ state: 'running', latencyP50Ms: 20, latencyP95Ms: 60 });
    expect(fpsIn).toBeCloseTo(100 / 2.4);
    expect(fpsOut).toBeCloseTo(100 / 2.4);
    expect(meter.latencyMs).toBe(60);
  });

  it('passes over frames that were dropped', () => {
    let now = 0;
    const meter = new StreamMeter(() => now);
    for (let index = 0; index < 6; index += 1) {
      meter.onFrame(frameOf(index));
      now += 10;
    }
    meter.onAnswer(answerOf(3));
    expect(meter.latencyMs).toBe(30);
    meter.onAnswer(answerOf(5));
    expect(meter.latencyMs).toBe(10);
  });

  it('has no latency before the first answer, and waits when nothing comes', () => {
    const figures = new StreamMeter(() => 0).figures();
    expect(figures).toMatchObject({ state: 'waiting', fpsIn: 0, fpsOut: 0 });
    expect(figures.latencyP95Ms).toBeUndefined();
  });

  it('does not remember every frame of a stream that is never answered', () => {
    const meter = new StreamMeter(() => 0);
    for (let index = 0; index < 2000; index += 1) meter.onFrame(frameOf(index));
    meter.onAnswer(answerOf(5));
    expect(meter.latencyMs).toBeUndefined();
    meter.onAnswer(answerOf(1999));
    expect(meter.latencyMs).toBe(0);
  });
});
