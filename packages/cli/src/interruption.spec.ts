import { afterEach, describe, expect, it, vi } from 'vitest';
import { aborted, Interruption } from './interruption.js';

describe('Interruption', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('aborts at the first Ctrl-C', async () => {
    using interruption = new Interruption();
    expect(interruption.signal.aborted).toBe(false);
    process.emit('SIGINT');
    expect(interruption.signal.aborted).toBe(true);
    await aborted(interruption.signal);
  });

  it('ends the process at the second one, but not when the same one comes twice', () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    using interruption = new Interruption();
    process.emit('SIGINT');
    expect(interruption.signal.aborted).toBe(true);
    now.mockReturnValue(1_100);
    process.emit('SIGTERM');
    expect(exit).not.toHaveBeenCalled();
    now.mockReturnValue(2_000);
    process.emit('SIGINT');
    expect(exit).toHaveBeenCalledWith(130);
  });

  it('can be stopped by the program itself, any number of times', () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const now = vi.spyOn(performance, 'now');
    using interruption = new Interruption();
    for (const ms of [0, 1_000, 2_000]) {
      now.mockReturnValue(ms);
      interruption.stop();
    }
    process.emit('SIGINT');
    expect(interruption.signal.aborted).toBe(true);
    expect(exit).not.toHaveBeenCalled();
  });

  it('leaves no listeners behind', () => {
    const before = process.listenerCount('SIGINT');
    const interruption = new Interruption();
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    interruption[Symbol.dispose]();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
