import { setImmediate as turn } from 'node:timers/promises';
import { FarsightError } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../logging.js';
import { ManualRunner } from '../testing/manual-runner.js';
import { ExecutorPool, type PooledExecutor } from './executor-pool.js';
import { Scheduler } from './scheduler.js';

class FakeExecutor extends ManualRunner implements PooledExecutor {
  answered = 0;
  closed = false;
  rests = 0;
  crash!: (cause: unknown) => void;
  readonly exited = new Promise<unknown>((resolve) => (this.crash = resolve));
  rest(): void {
    this.rests += 1;
  }
  close(): Promise<void> {
    this.closed = true;
    this.crash(undefined);
    return Promise.resolve();
  }
}

/** Starts fake executors; `fail` decides which starts fail. */
class Factory {
  readonly made: FakeExecutor[] = [];
  readonly failures: FarsightError[] = [];
  starts = 0;
  constructor(readonly fail: (start: number) => boolean = () => false) {}
  open(count: number): Promise<ExecutorPool> {
    return ExecutorPool.open({
      count,
      backoffMs: 0,
      queue: new Scheduler(8).open(),
      log: createLogger('silent'),
      onFailed: (error) => this.failures.push(error),
      start: () => {
        this.starts += 1;
        if (this.fail(this.starts)) return Promise.reject(new FarsightError('NETWORK_LOAD_FAILED', 'no'));
        const executor = new FakeExecutor();
        this.made.push(executor);
        return Promise.resolve(executor);
      },
    });
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

describe('ExecutorPool', () => {
  it('starts as many executors as it is to have, and ends them all', async () => {
    const factory = new Factory();
    const pool = await factory.open(3);
    await until(() => pool.size === 3);
    await pool.close();
    expect(factory.made.map(({ closed }) => closed)).toEqual([true, true, true]);
    expect(pool.size).toBe(0);
  });

  it('starts no second executor when the first cannot load the network', async () => {
    const factory = new Factory(() => true);
    await expect(factory.open(3)).rejects.toMatchObject({ code: 'NETWORK_LOAD_FAILED' });
    expect(factory.starts).toBe(1);
  });

  it('replaces an executor that crashes, as often as it takes while frames are answered', async () => {
    const factory = new Factory();
    const pool = await factory.open(1);
    for (let i = 0; i < 20; i += 1) {
      await until(() => factory.made.length === i + 1 && pool.size === 1);
      const executor = factory.made[i]!;
      executor.answered = 1;
      executor.crash(new Error('boom'));
    }
    await until(() => factory.made.length === 21);
    expect(factory.failures).toEqual([]);
    await pool.close();
  });

  it('gives up when executors crash again and again without an answer, and says so once', async () => {
    const factory = new Factory();
    const pool = await factory.open(2);
    for (let i = 0; factory.failures.length === 0; i += 1) {
      await until(() => factory.made.length > i || factory.failures.length > 0);
      factory.made[i]?.crash(new Error('boom'));
    }
    for (const executor of factory.made) executor.crash(undefined);
    await until(() => pool.size === 0);
    expect(factory.failures).toHaveLength(1);
    expect(factory.failures[0]).toMatchObject({ code: 'EXECUTOR_CRASHED' });
    expect(factory.starts).toBeLessThan(12);
  });

  it('goes on with the executors it has when others cannot be started', async () => {
    const factory = new Factory((start) => start > 1);
    const pool = await factory.open(2);
    await until(() => factory.starts > 5);
    for (let i = 0; i < 20; i += 1) await turn();
    expect(pool.size).toBe(1);
    expect(factory.failures).toEqual([]);
    await pool.close();
  });

  it('ends an executor that becomes ready while the pool is being closed', async () => {
    const factory = new Factory();
    const pool = await factory.open(2);
    const closing = pool.close();
    await closing;
    expect(factory.made.every(({ closed }) => closed)).toBe(true);
  });
});
