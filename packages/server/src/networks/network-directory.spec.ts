import { FarsightError, type NetworkState } from '@farsight/protocol';
import { describeDefinition, openFinisher, type NetworkDefinition } from '@farsight/engine';
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../testing/backends.js';
import { NetworkDirectory } from './network-directory.js';
import type { LoadedPool, NetworkLoader } from './network-entry.js';

const never = new AbortController().signal;

/** Loads when the test says so. */
class FakeLoader implements NetworkLoader {
  readonly loads: { name: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  readonly closed: string[] = [];
  readonly rested: string[] = [];
  weights = new Set<string>();
  clockMs = 0;
  fail: ((error: FarsightError) => void) | undefined;

  weightsPresent({ name }: NetworkDefinition): Promise<boolean> {
    return Promise.resolve(this.weights.has(name));
  }

  load({ name }: NetworkDefinition, onFailed: (error: FarsightError) => void): Promise<LoadedPool> {
    this.fail = onFailed;
    const pool: LoadedPool = {
      attach: () => ({ wake: () => undefined, leave: () => undefined }),
      executors: 2,
      rest: () => this.rested.push(name),
      close: () => Promise.resolve(void this.closed.push(name)),
    };
    return new Promise((resolve, reject) => {
      this.loads.push({ name, resolve: () => resolve(pool), reject });
    });
  }

  readonly describe = describeDefinition;
  readonly openFinisher = openFinisher;
  now = (): number => this.clockMs;
}

/** Names of the files that were read, in that order. */
const read: string[] = [];

function directoryOf(
  named: readonly string[],
  { catalogue = [] as readonly string[], broken = [] as readonly string[] } = {},
): { directory: NetworkDirectory; loader: FakeLoader; unusable: string[] } {
  const loader = new FakeLoader();
  const entries = [
    ...catalogue.map((name) => ({ name, path: `/x/${name}.yaml`, definition: definitionOf(name) })),
    ...broken.map((name) => ({
      name,
      path: `/x/${name}.yaml`,
      error: new FarsightError('INVALID_NETWORK', `/x/${name}.yaml: no operator "letterbx"`),
    })),
  ];
  read.length = 0;
  const unread = entries.map((entry) => ({
    ...entry,
    read: () => {
      read.push(entry.name);
      return entry;
    },
  }));
  const unusable: string[] = [];
  const directory = new NetworkDirectory({
    named: named.map(definitionOf),
    catalogue: unread,
    loader,
    onUnusable: ({ path, error }) => unusable.push(`${path} ${error.code}`),
  });
  return { directory, loader, unusable };
}

async function stateOf(directory: NetworkDirectory, name: string): Promise<NetworkState> {
  return (await directory.describe(name)).state;
}

describe('NetworkDirectory', () => {
  it('has the first named network, or the only one, as its default', () => {
    expect(directoryOf(['b', 'a'], { catalogue: ['c'] }).directory.defaultName).toBe('b');
    expect(directoryOf([], { catalogue: ['c'] }).directory.defaultName).toBe('c');
    expect(directoryOf([], { catalogue: ['c', 'd'] }).directory.defaultName).toBeUndefined();
  });

  it('lists all networks by name, without labels, with the reason of those that are broken', async () => {
    const { directory, loader } = directoryOf(['b'], { catalogue: ['a', 'b'], broken: ['c'] });
    loader.weights.add('a');
    const list = await directory.list();
    expect(list.map(({ name, state }) => [name, state])).toEqual([
      ['a', 'available'],
      ['b', 'remote'],
      ['c', 'failed'],
    ]);
    expect(list[0]?.tasks[0]?.labels).toEqual([]);
    expect(list[2]?.reason).not.toContain('/x/');
    expect((await directory.describe('a')).tasks[0]?.labels).toEqual(['zero', 'one']);
  });

  it('reads files when their networks are named or all are listed, each once, and says which cannot be used', async () => {
    const { directory, unusable } = directoryOf(['a'], { catalogue: ['a', 'b', 'c'], broken: ['x'] });
    expect([directory.names, directory.loaded, read]).toEqual([['a', 'b', 'c', 'x'], [], []]);
    await expect(directory.acquire('zebra', never)).rejects.toThrow('it has: a, b, c, x.');
    await directory.describe('b');
    expect(read).toEqual(['b']);
    for (const use of ['acquire', 'describe'] as const)
      await directory[use]('x', never).catch(() => undefined);
    expect([read, unusable]).toEqual([['b', 'x'], ['/x/x.yaml INVALID_NETWORK']]);
    await Promise.all([directory.list(), directory.readAll()]);
    expect(directory.listNow()).toHaveLength(4);
    expect([read, unusable]).toEqual([['b', 'x', 'c'], ['/x/x.yaml INVALID_NETWORK']]);
  });

  it('reads nothing any more once it is closed', async () => {
    const { directory } = directoryOf([], { catalogue: ['a', 'b', 'c'] });
    const reading = directory.readAll();
    await directory.close();
    await reading;
    expect(read).toEqual(['a']);
  });

  it('says which networks there are to who asks for another', async () => {
    const { directory } = directoryOf([], { catalogue: ['b', 'a'] });
    await expect(directory.acquire('zebra', never)).rejects.toMatchObject({
      code: 'NETWORK_NOT_FOUND',
      message: 'This server has no network "zebra"; it has: a, b.',
    });
    const { directory: other } = directoryOf([], { catalogue: ['yolox_nano', 'a'] });
    await expect(other.acquire('yolox-nano', never)).rejects.toMatchObject({
      message: 'This server has no network "yolox-nano"; it has: a, yolox_nano. Did you mean yolox_nano?',
    });
    await expect(directory.describe('z')).rejects.toMatchObject({ code: 'NETWORK_NOT_FOUND' });
  });

  it('loads a network once for all who ask, and others meanwhile', async () => {
    const { directory, loader } = directoryOf(['a', 'b']);
    const [first, second] = [directory.acquire('a', never), directory.acquire('a', never)];
    const other = directory.acquire('b', never);
    expect(loader.loads.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(await stateOf(directory, 'a')).toBe('loading');
    loader.loads[1]?.resolve();
    expect((await other).info).toMatchObject({ name: 'b', state: 'ready' });
    loader.loads[0]?.resolve();
    expect((await first).info.tasks[0]?.labels).toEqual(['zero', 'one']);
    await second;
    await directory.acquire('a', never);
    expect(loader.loads).toHaveLength(2);
    expect(directory.executors()).toEqual({ a: 2, b: 2 });
  });

  it('goes on loading for others when one who waits gives up', async () => {
    const { directory, loader } = directoryOf(['a']);
    const controller = new AbortController();
    const [gone, stays] = [directory.acquire('a', controller.signal), directory.acquire('a', never)];
    controller.abort(new FarsightError('CANCELLED', 'gone'));
    await expect(gone).rejects.toMatchObject({ code: 'CANCELLED' });
    loader.loads[0]?.resolve();
    await expect(stays).resolves.toBeDefined();
  });

  it('keeps the error of a load that failed for a while, and tries again then', async () => {
    const { directory, loader } = directoryOf(['a']);
    const first = directory.acquire('a', never);
    loader.loads[0]?.reject(new FarsightError('WEIGHTS_UNAVAILABLE', 'no way to http://x'));
    await expect(first).rejects.toMatchObject({ code: 'WEIGHTS_UNAVAILABLE' });
    expect(await stateOf(directory, 'a')).toBe('failed');
    expect((await directory.describe('a')).reason).not.toContain('http');
    await expect(directory.acquire('a', never)).rejects.toMatchObject({ code: 'WEIGHTS_UNAVAILABLE' });
    expect(loader.loads).toHaveLength(1);
    loader.clockMs = 1000;
    const second = directory.acquire('a', never);
    loader.loads[1]?.resolve();
    await expect(second).resolves.toBeDefined();
    expect(await stateOf(directory, 'a')).toBe('ready');
  });

  it('waits longer after each failure', async () => {
    const { directory, loader } = directoryOf(['a']);
    for (const waitMs of [1000, 2000, 4000]) {
      const load = directory.acquire('a', never);
      loader.loads.at(-1)?.reject(new Error('x'));
      await expect(load).rejects.toMatchObject({ code: 'NETWORK_LOAD_FAILED' });
      loader.clockMs += waitMs - 1;
      await expect(directory.acquire('a', never)).rejects.toBeDefined();
      loader.clockMs += 1;
    }
    expect(loader.loads).toHaveLength(3);
  });

  it('takes a network whose executors cannot be kept alive for failed', async () => {
    const { directory, loader } = directoryOf(['a']);
    const load = directory.acquire('a', never);
    loader.loads[0]?.resolve();
    await load;
    loader.fail?.(new FarsightError('EXECUTOR_CRASHED', 'again and again'));
    expect(await stateOf(directory, 'a')).toBe('failed');
  });

  it('unloads what is loaded, and lets it rest', async () => {
    const { directory, loader } = directoryOf(['a', 'b']);
    const load = directory.acquire('a', never);
    loader.loads[0]?.resolve();
    await load;
    directory.rest();
    await directory.close();
    expect(loader.rested).toEqual(['a']);
    expect(loader.closed).toEqual(['a']);
  });
});
