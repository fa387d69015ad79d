import { setImmediate as turn } from 'node:timers/promises';
import type { FarsightError } from '@farsight/protocol';
import { type StillFrame, type FrameResult } from '@farsight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../logging.js';
import { backendUrl, definitionOf } from '../testing/backends.js';
import { frameOf } from '../testing/results.js';
import { Executor } from './executor.js';

const log = createLogger('silent');
const open: Executor[] = [];

async function start(backend: string): Promise<Executor> {
  const executor = await Executor.start(
    { definition: definitionOf('fake'), intraOpThreads: 1, maxPixels: 1e6, backend },
    log,
  );
  open.push(executor);
  return executor;
}

function run(executor: Executor, frame: StillFrame, ownsBytes = true): Promise<FrameResult> {
  return new Promise((resolve, reject) => {
    executor.run(
      { frame, options: {}, ownsBytes, arrivedMs: 0, succeed: resolve, fail: reject },
      () => undefined,
    );
  });
}

describe('Executor', () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((executor) => executor.close()));
  });

  it('runs frames in a thread and hands results back, with the time they waited', async () => {
    const executor = await start(backendUrl());
    const [first, second] = await Promise.all([run(executor, frameOf(5)), run(executor, frameOf(6))]);
    expect(first.meta.detections).toMatchObject({ scores: Float32Array.of(5) });
    expect(second.meta.detections).toMatchObject({ scores: Float32Array.of(6) });
    expect(first.timings).toMatchObject({ decodeMs: 1, preprocessMs: 2, runMs: 3, postprocessMs: 4 });
    expect(first.timings.queueMs).toBeGreaterThan(0);
    expect(executor.load).toBe(0);
    expect(executor.answered).toBe(2);
  });

  it('moves the bytes of a frame that is its own', async () => {
    const executor = await start(backendUrl());
    const frame = frameOf(1, 100_000);
    const result = await run(executor, frame, true);
    expect(frame.data.byteLength).toBe(0);
    expect(result.meta.detections).toMatchObject({ classIds: Int32Array.of(100_000) });
  });

  it('copies the bytes of a frame that others need too, and of one that is a piece of something larger', async () => {
    const executor = await start(backendUrl());
    const shared = frameOf(1, 1000);
    await run(executor, shared, false);
    expect(shared.data.byteLength).toBe(1000);
    const pool = new Uint8Array(8192);
    const piece: StillFrame = { ...frameOf(2), data: pool.subarray(100, 116) };
    await run(executor, piece, true);
    expect(pool.byteLength).toBe(8192);
  });

  it('fails a frame with the error its backend threw, and goes on', async () => {
    const before = `
      const { FarsightError } = await import(${JSON.stringify(import.meta.resolve('@farsight/protocol'))});
      if (index === 1) throw new FarsightError('INVALID_FRAME', 'not an image');
      if (index === 2) throw new TypeError('secret of /some/library');`;
    const executor = await start(backendUrl({ before }));
    await expect(run(executor, frameOf(1))).rejects.toMatchObject({
      code: 'INVALID_FRAME',
      message: 'not an image',
    });
    const error: unknown = await run(executor, frameOf(2)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect((error as FarsightError).message).not.toContain('secret');
    await expect(run(executor, frameOf(3))).resolves.toBeDefined();
  });

  it.each([
    ['exits', 'if (index === 1) process.exit(3);'],
    [
      'throws where nobody catches',
      "if (index === 1) { setImmediate(() => { throw new Error('boom'); }); await new Promise(() => {}); }",
    ],
    [
      'rejects where nobody catches',
      "if (index === 1) { void Promise.reject(new Error('boom')); await new Promise(() => {}); }",
    ],
    [
      'runs out of memory',
      'if (index === 1) { const all = []; for (;;) all.push(new Array(1e5).fill(index)); }',
    ],
  ])('answers the frames it has with EXECUTOR_CRASHED when its thread %s', async (_, before) => {
    const executor = await start(backendUrl({ before }));
    const frames = [run(executor, frameOf(1)), run(executor, frameOf(2))];
    for (const outcome of await Promise.allSettled(frames)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'EXECUTOR_CRASHED' } });
    }
    await executor.exited;
    expect(executor.load).toBe(Infinity);
  });

  it('throws what loading the network threw', async () => {
    const load = `
      const { FarsightError } = await import(${JSON.stringify(import.meta.resolve('@farsight/protocol'))});
      throw new FarsightError('NETWORK_LOAD_FAILED', 'garbage');`;
    await expect(start(backendUrl({ load }))).rejects.toMatchObject({
      code: 'NETWORK_LOAD_FAILED',
      message: 'garbage',
    });
  });

  it('throws EXECUTOR_CRASHED when the thread ends while loading', async () => {
    await expect(start(backendUrl({ load: 'process.exit(1);' }))).rejects.toMatchObject({
      code: 'EXECUTOR_CRASHED',
    });
  });

  it('finishes what it has when it is closed, and ends', async () => {
    const executor = await start(backendUrl());
    const frame = run(executor, frameOf(9));
    const closed = executor.close();
    await expect(frame).resolves.toMatchObject({ width: 640 });
    await closed;
    await turn();
    expect(executor.load).toBe(Infinity);
  });
});
