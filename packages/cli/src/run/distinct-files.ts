import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { FarsightError } from '@farsight/client';
import type { Source } from '@farsight/media';

/** Where results go. */
interface Places {
  readonly output?: string | undefined;
  readonly results?: string | undefined;
}

type SourceFiles = Pick<Source, 'fileOf' | 'frameCount' | 'kind'>;

/**
 * Refuses to write over what is read, or two results into one file; links are seen through. To be asked before anything is
 * opened: a file that is opened for writing is empty from then on.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export async function checkDistinct({ output, results }: Places, source: SourceFiles): Promise<void> {
  const inputs = inputsOf(source);
  if (output !== undefined) await checkApart('--output', output, [...inputs, ...foldersOf(inputs)]);
  if (results === undefined || results === '-') return;
  await checkApart('--results', results, inputs);
  if (output === undefined || !(await isSame(output, results))) return;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected two places for --output and --results but received ${results} for both.`,
  );
}

/** Files that the source reads. */
function inputsOf(source: SourceFiles): string[] {
  const count = source.kind === 'folder' ? (source.frameCount ?? 0) : 1;
  const files = Array.from({ length: count }, (_, index) => source.fileOf(index));
  return files.filter((file) => file !== undefined);
}

function foldersOf(files: readonly string[]): string[] {
  return [...new Set(files.map((file) => dirname(file)))];
}

async function checkApart(flag: string, path: string, inputs: readonly string[]): Promise<void> {
  const identity = await identityOf(path);
  if (identity === undefined) return;
  for (const input of inputs) {
    if ((await identityOf(input)) !== identity) continue;
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected another place than the source for ${flag} but received ${path}.`,
    );
  }
}

async function isSame(a: string, b: string): Promise<boolean> {
  if (resolve(a) === resolve(b)) return true;
  const [first, second] = await Promise.all([identityOf(a), identityOf(b)]);
  return first !== undefined && first === second;
}

/** What stays the same under all names of a file or folder; nothing for what does not exist, and for devices and pipes. */
async function identityOf(path: string): Promise<string | undefined> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats?.isFile() === true || stats?.isDirectory() === true ? `${stats.dev}:${stats.ino}` : undefined;
}
