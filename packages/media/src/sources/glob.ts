import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cancelled } from './cancelled.js';
import { naturalOrder } from './natural-order.js';

/** Whether a path has characters that mean "any" rather than themselves. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/**
 * Files that a pattern names, in natural order. `*` and `?` stand for characters of one name, `[a-z]` and `[!a]` for one of
 * several, `{a,b}` for either text, `**` for any number of folders. Names that begin with a dot only match a pattern that
 * does, and `**` does not follow links, which may form a ring.
 */
export async function expandGlob(pattern: string, signal: AbortSignal): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const plain of expandBraces(pattern.replaceAll('\\', '/'))) {
    const [first = '', ...rest] = plain.split('/');
    const isAbsolute = first === '' || /^[a-z]:$/i.test(first);
    const parts = (isAbsolute ? rest : [first, ...rest]).filter((part) => part !== '' && part !== '.');
    await walk(isAbsolute ? `${first}/` : '', parts, found, signal);
  }
  return [...found].sort(naturalOrder);
}

async function walk(
  folder: string,
  [part, ...rest]: readonly string[],
  found: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  if (part === undefined) return;
  if (signal.aborted) throw cancelled();
  if (part === '**') {
    await walk(folder, rest, found, signal);
    for (const name of await folderNames(folder))
      await walk(join(folder, name), [part, ...rest], found, signal);
    return;
  }
  if (!isGlob(part) && rest.length > 0) {
    await walk(join(folder, part), rest, found, signal);
    return;
  }
  const matcher = partMatcher(part);
  const entries = await readdir(folder === '' ? '.' : folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!matcher.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (rest.length > 0) await walk(path, rest, found, signal);
    else if (!entry.isDirectory()) found.add(path);
  }
}

async function folderNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder === '' ? '.' : folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}

/** `{a,b}` -> both texts; braces may hold braces. */
function expandBraces(pattern: string): readonly string[] {
  const open = /\{([^{}]*)\}/.exec(pattern);
  if (open?.[1] === undefined) return [pattern];
  const [before, after] = [pattern.slice(0, open.index), pattern.slice(open.index + open[0].length)];
  return open[1].split(',').flatMap((choice) => expandBraces(before + choice + after));
}

/** Pattern of one name as a regular expression. */
function partMatcher(part: string): RegExp {
  const body = part.replace(/\[!?[^\]]+\]|[^]/g, (token) => {
    if (token === '*') return '.*';
    if (token === '?') return '.';
    if (token.length > 1) return `[${token.slice(1, -1).replace(/^!/, '^').replace(/[\\[]/g, '\\$&')}]`;
    return token.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  const hidden = part.startsWith('.') ? '' : '(?!\\.)';
  return new RegExp(`^${hidden}${body}$`, 'su');
}
