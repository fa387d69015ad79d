import { readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import { FarsightError } from '@farsight/client';

const extensions = new Set(['jpg', 'jpeg', 'png', 'webp', 'bmp', 'tif', 'tiff'].map((name) => `.${name}`));

/**
 * Names of the images in a folder, sorted.
 *
 * @throws FarsightError SOURCE_NOT_FOUND if there is no such folder, or no image in it
 */
export async function imageNames(folder: string): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw new FarsightError('SOURCE_NOT_FOUND', `There is no folder ${folder}.`, { cause: error });
  }
  const images = names.filter((name) => extensions.has(extname(name).toLowerCase())).sort();
  if (images.length > 0) return images;
  throw new FarsightError('SOURCE_NOT_FOUND', `There is no image in ${folder}.`);
}
