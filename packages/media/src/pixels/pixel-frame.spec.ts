import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPixelFrame, pixelFrameCounts, tightLayout } from './pixel-frame.js';
import { allocatePixels } from './pixel-memory.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('PixelFrame', () => {
  it('is counted until it is disposed', () => {
    const { live } = pixelFrameCounts();
    const frame = createPixelFrame(tightLayout(2, 1, 'rgb24'), new Uint8Array(6));
    expect(pixelFrameCounts().live).toBe(live + 1);
    frame[Symbol.dispose]();
    expect(pixelFrameCounts().live).toBe(live);
  });

  it('gives its memory back once, and lets nobody read it afterwards', () => {
    const giveBack = vi.fn();
    const frame = createPixelFrame(tightLayout(1, 1, 'gray8'), new Uint8Array(1), giveBack);
    frame[Symbol.dispose]();
    frame[Symbol.dispose]();
    expect(giveBack).toHaveBeenCalledTimes(1);
    expect(() => frame.data).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });

  it('is reported when nobody disposed it', async () => {
    // Counted by modules of its own, before and after: other specs of this process expect that no frame is lost.
    vi.resetModules();
    onTestFinished(() => void vi.resetModules());
    const counter = await import('./pixel-frame.js');
    const memory = await import('./pixel-memory.js');
    (() => memory.allocatePixels(4, 4, 'rgb24'))();
    await vi.waitFor(() => {
      collectGarbage();
      expect(counter.pixelFrameCounts()).toEqual({ live: 0, leaked: 1 });
    });
  });

  it('reuses memory within a thread', () => {
    const first = allocatePixels(64, 64, 'rgb24');
    const { buffer } = first.data;
    first[Symbol.dispose]();
    using second = allocatePixels(64, 64, 'rgb24');
    expect(second.data.buffer).toBe(buffer);
    expect(second.data).toHaveLength(64 * 64 * 3);
  });
});
