import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServerLink } from './server-link.js';

describe('ServerLink', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('cuts streams when the server does not answer and nothing else came for a while', () => {
    const link = new ServerLink();
    link.answered();
    const { cut } = link;
    vi.advanceTimersByTime(3_000);
    link.heard();
    vi.advanceTimersByTime(3_900);
    link.failed();
    expect(cut.aborted).toBe(false);
    vi.advanceTimersByTime(200);
    link.failed();
    expect(cut.aborted).toBe(true);
    expect(link.cut.aborted).toBe(false);
  });

  it('lets those go on who wait for the server when it answers the next time', async () => {
    const link = new ServerLink();
    link.answered();
    const order: string[] = [];
    const waiting = link.back(new AbortController().signal).then((back) => order.push(`back ${back}`));
    await Promise.resolve();
    order.push('answered');
    link.answered();
    await waiting;
    expect(order).toEqual(['answered', 'back true']);
  });

  it('lets those go who were told not to wait', async () => {
    const stop = new AbortController();
    const link = new ServerLink();
    const waiting = link.back(stop.signal);
    stop.abort();
    await expect(waiting).resolves.toBe(false);
    await expect(link.back(stop.signal)).resolves.toBe(false);
  });
});
