import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, LockedPackage>> };

/** Whether a package that lies at `path` finds the other one, in its own node_modules or in one further out. */
function finds(path: string, name: string): boolean {
  const place = path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`;
  if (place in packages) return true;
  if (path === '') return false;
  const end = path.lastIndexOf('/node_modules/');
  return finds(end === -1 ? '' : path.slice(0, end), name);
}

// npm writes a lock without the ones that the registry does not have at that version, and npm ci then refuses it.
it('locks the packages of every platform, so that npm ci works', () => {
  const entries = Object.entries(packages);
  const wanted = entries.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => [path, name] as const),
  );
  expect(wanted.length).toBeGreaterThan(20);
  const missing = wanted.filter(([path, name]) => !finds(path, name));
  expect(missing).toEqual([]);
});
