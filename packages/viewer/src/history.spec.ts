import { describe, expect, it } from 'vitest';
import { FrameHistory } from './history.js';
import type { ShownFrame } from './stage.js';
import { FakePicture } from './testing/fake-pictures.js';

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
    expect(historyOf(100, 2 ** 21).frames).toHaveLength(64);
    expect(historyOf(2, 2 ** 28).frames).toHaveLength(1);
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

  it('frees decoded pictures that it forgets, refuses or is cleared of', () => {
    const history = new FrameHistory();
    // 32 MB each: there is room for four.
    const pictures = Array.from({ length: 6 }, () => new FakePicture(4096, 2048));
    const add = (index: number): boolean =>
      history.add({ ...frame(index), image: pictures[index] ?? new Uint8Array() });
    for (let index = 0; index < 5; index += 1) add(index);
    expect(pictures.map(({ closed }) => closed)).toEqual([1, 0, 0, 0, 0, 0]);
    expect(history.add({ ...frame(4), image: pictures[5] ?? new Uint8Array() })).toBe(false);
    expect(pictures[5]?.closed).toBe(1);
    history.clear();
    expect(pictures.map(({ closed }) => closed)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
