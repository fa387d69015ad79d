import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join, parse } from 'node:path';
import { encodeJpeg, encodePng } from '@farsight/media';
import { imageEndings } from './choose-output.js';
import { outputError } from './output-error.js';
import type { Received, Receiver } from './receiver.js';

/** Quality of written JPEGs, 1..100: annotated images are looked at. */
const quality = 92;

/** Writes every annotated frame as an image of its own. */
export class ImageOutput implements Receiver {
  readonly wantsPixels = true;
  readonly #place: string;
  readonly #pathOf: (index: number) => string;
  #count = 0;

  /**
   * @param place - the file, or the folder of several
   * @param pathOf - where to write frame `index`; the ending decides between JPEG and PNG
   */
  constructor(place: string, pathOf: (index: number) => string) {
    this.#place = place;
    this.#pathOf = pathOf;
  }

  async receive({ item, painted }: Received): Promise<void> {
    if (painted === undefined) return;
    const path = this.#pathOf(item.stamp.index);
    const png = extname(path).toLowerCase() === '.png';
    try {
      await writeFile(path, png ? encodePng(painted) : encodeJpeg(painted, { quality }));
    } catch (error) {
      throw outputError(error, path);
    }
    this.#count += 1;
  }

  close(): void {
    // Every file is finished when it is written.
  }

  report(): readonly string[] {
    return this.#count === 0 ? [] : [`Written: ${this.#place}`];
  }
}

/** Makes the folder, if its parent is there. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw outputError(error, path);
  }
}

/**
 * Names for the images of a folder: those of the source's files, as JPEG where theirs is a format that is not written, and
 * made distinct where two would be the same.
 */
export function namesIn(
  folder: string,
  fileOf: (index: number) => string | undefined,
): (index: number) => string {
  const taken = new Set<string>();
  return (index) => {
    const { name, ext } = parse(basename(fileOf(index) ?? `frame-${String(index).padStart(6, '0')}.jpg`));
    const ending = imageEndings.includes(ext.toLowerCase()) ? ext : '.jpg';
    let free = name + ending;
    for (let n = 2; taken.has(free.toLowerCase()); n += 1) free = `${name}-${n}${ending}`;
    taken.add(free.toLowerCase());
    return join(folder, free);
  };
}
