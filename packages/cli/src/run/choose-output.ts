import { extname } from 'node:path';
import { FarsightError } from '@farsight/client';
import { redactUrl, type SourceKind } from '@farsight/media';

/** What `--output` becomes: one image, a folder of images, a video, or a stream that others can watch. */
export type OutputKind = 'image' | 'folder' | 'video' | 'stream';

/** Image formats that are written. */
export const imageEndings = ['.jpg', '.jpeg', '.png'];
const videoEndings = ['.mp4'];

/** Whether `--output` names a stream on a server rather than a file. */
export function isStreamUrl(output: string): boolean {
  return /^rtsps?:\/\//i.test(output);
}

/**
 * Tells from the source and the path what is to be written.
 *
 * @param isFolder - whether the path is a folder that exists
 * @throws FarsightError INVALID_ARGUMENT if they do not go together
 */
export function chooseOutput(source: SourceKind, path: string, isFolder: boolean): OutputKind {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return streamFor(source, path);
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
      throw misfit('a file ending in .mp4, or rtsp://host/name,', 'a video', path);
  }
}

function streamFor(source: SourceKind, url: string): OutputKind {
  if (source === 'image' || source === 'folder') throw misfit('a path', 'images', redactUrl(url));
  if (isStreamUrl(url)) return 'stream';
  throw misfit('a file ending in .mp4, or rtsp://host/name,', 'a video', redactUrl(url));
}

function misfit(expected: string, source: string, path: string): FarsightError {
  return new FarsightError(
    'INVALID_ARGUMENT',
    `Expected ${expected} for --output of ${source} but received ${path}.`,
  );
}
