import { describe, expect, it } from 'vitest';
import { FrameHistory } from './history.js';
import type { ShownFrame } from './stage.js';

function frame(index: number, bytes = 10): ShownFrame {
  const image = new Uint8Array(bytes);
  return { frame: { kind: 'frame', index, ptsUs: 0, width: 1, height: 1, meta: {} }, image };
}

function historyOf(count: number, bytes?: number): FrameHistory {
  const history = new FrameHistory();
  for (let index = 0; index < count; index += 1) history.add(frame(index, bytes));
  return history;
}

describe('FrameHistory', () => {
  it('remembers the latest frames, bounded by number and by bytes', () => {
    const indexes = historyOf(1000).frames.map((shown) => shown.frame.index);
    expect(indexes).toEqual(Array.from({ length: 150 }, (_, i) => 850 + i));
    expect(historyOf(100, 2 ** 20).frames).toHaveLength(64);
    expect(historyOf(2, 2 ** 27).frames).toHaveLength(1);
  });

  it('remembers a frame that is shown again once', () => {
    const history = historyOf(3);
    expect(history.add(frame(2))).toBe(false);
    expect(history.add(frame(3))).toBe(true);
    expect(history.frames).toHaveLength(4);
  });

  it('steps back and on, as far as there are frames', () => {
    const history = historyOf(5);
    expect(history.step(-1)?.frame.index).toBe(3);
    expect(history.paused).toBe(true);
    expect(history.step(-100)?.frame.index).toBe(0);
    expect(history.step(1)?.frame.index).toBe(1);
    expect(history.step(100)?.frame.index).toBe(4);
    history.add(frame(5));
    expect(history.step(1)?.frame.index).toBe(5);
    expect(new FrameHistory().step(1)).toBeUndefined();
  });

  it('forgets nothing while it is paused, and does not grow for ever', () => {
    const history = historyOf(150);
    history.pause();
    for (let index = 150; index < 2000; index += 1) history.add(frame(index));
    expect(history.frames).toHaveLength(300);
    expect(history.frames[0]?.frame.index).toBe(0);
    history.resume();
    history.add(frame(2000));
    expect(history.frames).toHaveLength(150);
    expect(history.frames.at(-1)?.frame.index).toBe(2000);
  });
});
