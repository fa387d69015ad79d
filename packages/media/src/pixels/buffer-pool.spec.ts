import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BufferPool } from './buffer-pool.js';

const mega = 1024 * 1024;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('BufferPool', () => {
  it('gives the same memory again for frames of the same size', () => {
    const pool = new BufferPool();
    const first = pool.take(1000);
    pool.giveBack(first);
    expect(pool.take(1000)).toBe(first);
    expect(pool.take(1000)).not.toBe(first);
  });

  it('does not lend a buffer that is too small or wastefully large', () => {
    const pool = new BufferPool();
    const buffer = pool.take(100 * mega);
    pool.giveBack(buffer);
    expect(pool.take(101 * mega).byteLength).toBe(101 * mega);
    expect(pool.take(49 * mega).byteLength).toBe(49 * mega);
    expect(pool.take(50 * mega)).toBe(buffer);
  });

  it('takes memory that the system gets back for certain', () => {
    expect(new BufferPool().take(1).byteLength).toBe(33 * mega);
  });

  it('keeps three buffers, and frees the memory of the one unused longest', () => {
    const pool = new BufferPool();
    const buffers = [40, 50, 60, 70].map((size) => pool.take(size * mega));
    for (const buffer of buffers) pool.giveBack(buffer);
    expect(buffers.map(({ byteLength }) => byteLength)).toEqual([0, 50 * mega, 60 * mega, 70 * mega]);
    expect(pool.freeBytes).toBe(180 * mega);
  });

  it('frees everything once it has been idle, and tells', () => {
    const idle = vi.fn();
    const pool = new BufferPool(idle);
    const buffer = pool.take(1000);
    pool.giveBack(buffer);
    vi.advanceTimersByTime(1999);
    pool.giveBack(pool.take(1000));
    vi.advanceTimersByTime(1999);
    expect(idle).not.toHaveBeenCalled();
    expect(buffer.byteLength).toBe(33 * mega);
    vi.advanceTimersByTime(1);
    expect(idle).toHaveBeenCalledTimes(1);
    expect(buffer.byteLength).toBe(0);
    expect(pool.freeBytes).toBe(0);
  });

  it('starts over after it was idle', () => {
    const idle = vi.fn();
    const pool = new BufferPool(idle);
    pool.giveBack(pool.take(10));
    vi.advanceTimersByTime(2000);
    pool.giveBack(pool.take(10));
    vi.advanceTimersByTime(2000);
    expect(idle).toHaveBeenCalledTimes(2);
  });
});
