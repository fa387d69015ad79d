import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { FarsightError } from '@farsight/protocol';
import { probeImage } from '../image/probe-image.js';
import { expandGlob, isGlob } from './glob.js';
import { fileError, readFileStart, readImageFile } from './image-file.js';
import { imageList } from './image-list.js';
import { naturalOrder } from './natural-order.js';
import { oneImage } from './one-image.js';
import type { Source, SourceOptions } from './source.js';
import { openVideo } from './video-source.js';
import { fileInput } from './video-inputs.js';

const imageExtensions = new Set(
  ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'bmp', 'dib', 'tif', 'tiff'].map((name) => `.${name}`),
);

/** A JPEG's header, with EXIF and colour profile, may be this long and more; where it is longer, the name decides. */
const headBytes = 1 << 18;

/** Opens a file, a folder or a glob. */
export async function openPath(path: string, options: SourceOptions): Promise<Source> {
  const kind = await kindOf(path);
  if (kind === 'folder') return openFolder(path, options);
  if (kind === 'missing') return openGlob(path, options);
  const streamId = options.streamId ?? basename(path);
  if (await isImage(path)) return openImage(path, streamId, options);
  const input = fileInput(resolve(path), path);
  return openVideo({ kind: 'video', streamId, input, isLive: () => false }, options);
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const failure = fileError(error, path);
    if (failure.code === 'SOURCE_NOT_FOUND' && isGlob(path)) return 'missing';
    throw failure;
  }
}

async function openImage(path: string, streamId: string, options: SourceOptions): Promise<Source> {
  const signal = options.signal ?? new AbortController().signal;
  return oneImage('image', streamId, await readImageFile(path, signal), path, options);
}

async function isImage(path: string): Promise<boolean> {
  return probeImage(await readFileStart(path, headBytes)) !== undefined || hasImageName(path);
}

async function openFolder(folder: string, options: SourceOptions): Promise<Source> {
  let names: readonly string[];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    throw fileError(error, folder);
  }
  const paths = [...names].sort(naturalOrder).map((name) => join(folder, name));
  return openFiles(folder, basename(resolve(folder)), paths, options);
}

async function openGlob(pattern: string, options: SourceOptions): Promise<Source> {
  const paths = await expandGlob(pattern, options.signal ?? new AbortController().signal);
  return openFiles(pattern, basename(pattern), paths, options);
}

function openFiles(shown: string, name: string, paths: readonly string[], options: SourceOptions): Source {
  const images = paths.filter(hasImageName);
  if (images.length === 0) {
    const others = paths.length === 0 ? '' : ` among its ${paths.length} files`;
    throw new FarsightError(
      'SOURCE_NOT_FOUND',
      `There is no image in ${shown}${others}. Images end in ${[...imageExtensions].join(' ')}.`,
    );
  }
  return imageList(options.streamId ?? name, images, paths.length - images.length, options);
}

function hasImageName(path: string): boolean {
  return imageExtensions.has(extname(path).toLowerCase());
}
