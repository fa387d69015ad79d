import { noDrops } from '@farsight/client';
import { describe, expect, it } from 'vitest';
import { progressBar, progressText } from './progress-text.js';

const state = { frames: 120, total: 250, elapsedS: 4.8, fps: 24.93, drops: noDrops };

describe('progress', () => {
  it('tells frames, rate and what is left', () => {
    expect(progressText(state)).toBe('120 of 250 frames, 24.9 fps, ETA 0:05');
  });

  it('tells the time it has taken where there is no end', () => {
    const endless = {
      ...state,
      total: undefined,
      elapsedS: 3723,
      drops: { ...noDrops, client: 1, queue: 2 },
    };
    expect(progressText(endless)).toBe('120 frames, 24.9 fps, 1:02:03, 3 dropped (client 1, queue 2)');
    expect(progressBar(endless, 80)).toBe(progressText(endless));
  });

  it('does not guess before the first frame', () => {
    expect(progressText({ ...state, frames: 0 })).toContain('ETA ?');
  });

  it('has a bar as wide as there is room', () => {
    const bar = progressBar({ ...state, frames: 125 }, 120);
    expect(bar).toContain('█'.repeat(15) + '░'.repeat(15));
    expect(bar).toContain(' 50%');
    for (const columns of [120, 70, 60, 50]) expect(progressBar(state, columns).length).toBeLessThan(columns);
    expect(progressBar(state, 40)).toBe(progressText(state));
  });

  it('stays whole where a video has more frames than its header says', () => {
    const bar = progressBar({ ...state, frames: 260 }, 120);
    expect(bar).toContain('█'.repeat(30));
    expect(bar).toContain('100%');
    expect(bar).toContain('ETA 0:00');
  });
});
