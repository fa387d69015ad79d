import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadline } from './deadline.js';

describe('a deadline', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('aborts when its time has passed', () => {
    const deadline = new Deadline(1000);
    vi.advanceTimersByTime(999);
    expect([deadline.signal.aborted, deadline.passed]).toEqual([false, false]);
    vi.advanceTimersByTime(1);
    expect([deadline.signal.aborted, deadline.passed]).toEqual([true, true]);
  });

  it('aborts with its parent, which is another matter', () => {
    const parent = new AbortController();
    const deadline = new Deadline(1000, parent.signal);
    parent.abort('enough');
    expect([deadline.signal.reason, deadline.passed]).toEqual(['enough', false]);
    expect(new Deadline(1000, parent.signal).signal.aborted).toBe(true);
  });

  it('leaves nothing behind when cleared', () => {
    const parent = new AbortController();
    const deadline = new Deadline(1000, parent.signal);
    deadline.clear();
    expect(vi.getTimerCount()).toBe(0);
    parent.abort();
    expect(deadline.signal.aborted).toBe(false);
  });
});
