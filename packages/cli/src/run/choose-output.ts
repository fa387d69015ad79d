import { extname } from 'node:path';
import { FarsightError } from '@farsight/client';
import type { SourceKind } from '@farsight/media';

/** What `--output` becomes: one image, a folder of images, or a video. */
export type OutputKind = 'image' | 'folder' | 'video';

/** Image formats that are written. */
export const imageEndings = ['.jpg', '.jpeg', '.png'];
const videoEndings = ['.mp4'];

/**
 * Tells from the source and the path what is to be written.
 *
 * @param isFolder - whether the path is a folder that exists
 * @throws FarsightError INVALID_ARGUMENT if they do not go together
 */
export function chooseOutput(source: SourceKind, path: string, isFolder: boolean): OutputKind {
  const ending = extname(path).toLowerCase();
  const folder = isFolder || /[\\/]$/.test(path);
  switch (source) {
    case 'image':
      if (folder) return 'folder';
      if (imageEndings.includes(ending)) return 'image';
      throw misfit('a folder or a file ending in .jpg, .jpeg or .png', 'an image', path);
    case 'folder':
      if (isFolder || (!imageEndings.includes(ending) && !videoEndings.includes(ending))) return 'folder';
      throw misfit('a folder', 'several images', path);
    default:
      if (!folder && videoEndings.includes(ending)) return 'video';
      throw misfit('a file ending in .mp4', 'a video', path);
  }
}

function misfit(expected: string, source: string, path: string): FarsightError {
  return new FarsightError(
    'INVALID_ARGUMENT',
    `Expected ${expected} for --output of ${source} but received ${path}.`,
  );
}
