import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** An owner shows that it is alive this often. */
const heartbeatMs = 2000;

/** A lock nobody has touched for this long belongs to a process that is gone. */
const staleMs = 20_000;

const pollMs = 200;

/** See {@link withFileLock}. */
export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called each time the lock is found taken. */
  readonly onWait?: () => void | Promise<void>;
}

/**
 * Waits until this process alone has the lock file at `path`, and keeps it while `work` runs. A lock left behind by a
 * process that died is taken over: at once if it died on this machine, after {@link staleMs} if on another one that
 * shares the disk.
 */
export async function withFileLock<T>(
  path: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const release = await lock(path, options);
  try {
    return await work();
  } finally {
    await release();
  }
}

type Release = () => Promise<void>;

async function lock(path: string, { signal, onWait }: LockOptions): Promise<Release> {
  for (;;) {
    signal?.throwIfAborted();
    const release = await tryLock(path);
    if (release !== undefined) return release;
    await takeAwayIfStale(path);
    await onWait?.();
    await delay(pollMs, undefined, { ...(signal && { signal }) });
  }
}

async function tryLock(path: string): Promise<Release | undefined> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(JSON.stringify({ pid: process.pid, host: hostname() })).finally(() => file.close());
  } catch (error) {
    if (isCode(error, 'EEXIST')) return undefined;
    throw error;
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined); // A missed beat is made good by the next.
  }, heartbeatMs);
  heartbeat.unref();
  return async () => {
    clearInterval(heartbeat);
    await rm(path, { force: true });
  };
}

/**
 * Gets a stale lock out of the way by renaming it: of two processes that find the same one, only one can. If another
 * process has locked in between, its lock is put back.
 */
async function takeAwayIfStale(path: string): Promise<void> {
  const stale = await staleInode(path);
  if (stale === undefined) return;
  const aside = `${path}.stale-${process.pid}`;
  try {
    await rename(path, aside);
    if ((await stat(aside)).ino !== stale) await link(aside, path);
  } catch (error) {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EEXIST')) throw error;
  }
  await rm(aside, { force: true });
}

/** Which file the lock is, if its owner is gone. */
async function staleInode(path: string): Promise<number | undefined> {
  try {
    const { mtimeMs, ino } = await stat(path);
    const owner = parseOwner(await readFile(path, 'utf8'));
    const isDead = owner?.host === hostname() && !isAlive(owner.pid);
    return isDead || Date.now() - mtimeMs > staleMs ? ino : undefined;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parseOwner(text: string): { readonly pid: number; readonly host: string } | undefined {
  try {
    const owner = JSON.parse(text) as { pid?: unknown; host?: unknown } | null;
    if (typeof owner?.pid !== 'number' || typeof owner.host !== 'string') return undefined;
    return { pid: owner.pid, host: owner.host };
  } catch {
    return undefined; // Just created, not written yet: its age decides.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
