import { statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { FarsightError, type EncodedFrame, type Stamp } from '@farsight/client';
import { openSource } from '@farsight/media';
import { someOf } from './truth/invalid-truth.js';

/**
 * Paths of pictures in a folder: as the annotations name them, or without the folders they name.
 *
 * @throws FarsightError SOURCE_NOT_FOUND that counts those that are not there
 */
export function pictureFiles(folder: string, names: readonly string[]): readonly string[] {
  if (!exists(folder)) throw new FarsightError('SOURCE_NOT_FOUND', `There is no folder ${folder}.`);
  const paths = names.map((name) => [join(folder, name), join(folder, basename(name))].find(exists));
  const missing = names.filter((_, i) => paths[i] === undefined);
  if (missing.length > 0) {
    throw new FarsightError(
      'SOURCE_NOT_FOUND',
      `${folder} has ${names.length - missing.length} of the ${names.length} pictures of the annotations; missing: ${someOf(missing, 5)}. --max-images measures on the first ones alone.`,
    );
  }
  return paths.flatMap((path) => (path === undefined ? [] : [resolve(path)]));
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** What is told of a picture that cannot be read. */
export type OnUnreadable = (stamp: Stamp, error: FarsightError) => void;

/** Pictures as frames, one at a time; their bytes travel as they are in the file. One that cannot be read is left out. */
export async function* pictureFrames(
  paths: readonly string[],
  onUnreadable: OnUnreadable,
  signal: AbortSignal,
): AsyncGenerator<EncodedFrame, void> {
  for (const [index, path] of paths.entries()) {
    const stamp = { streamId: 'eval', index, ptsUs: index };
    try {
      await using source = await openSource(path, { signal });
      for await (const frame of source) yield { ...frame, stamp };
    } catch (error) {
      if (!FarsightError.is(error) || error.code === 'CANCELLED') throw error;
      onUnreadable(stamp, error);
    }
  }
}
