import { readFile } from 'node:fs/promises';
import { FarsightError } from '@farsight/client';
import { decodeImage } from '@farsight/media';
import { invalidTruth } from './invalid-truth.js';

/** A class for every pixel. */
export interface LabelMap {
  readonly width: number;
  readonly height: number;
  /** Row by row. */
  readonly classIds: Uint8Array;
}

const maxPixels = 1e9;
/** Where a PNG says how colours are stored, and what 8-bit grey is there. */
const [depthAt, colourTypeAt, grey] = [24, 25, 0];

/**
 * Reads a PNG of 8-bit grey whose values are class ids.
 *
 * @throws FarsightError INVALID_ARGUMENT for any other file
 */
export async function readLabelMap(path: string): Promise<LabelMap> {
  const data = await readFile(path);
  const isPng = data.subarray(1, 4).toString('latin1') === 'PNG';
  if (!isPng || data[colourTypeAt] !== grey || data[depthAt] !== 8) {
    throw invalidTruth(path, 'a PNG of 8-bit grey whose values are class ids', 'another image');
  }
  try {
    using pixels = decodeImage(data, { maxPixels });
    const { width, height, strideBytes } = pixels;
    const step = pixels.format === 'rgb24' ? 3 : 1;
    const classIds = new Uint8Array(width * height);
    for (let y = 0; y < height; y += 1) {
      const row = y * strideBytes;
      for (let x = 0; x < width; x += 1) classIds[y * width + x] = pixels.data[row + x * step] ?? 0;
    }
    return { width, height, classIds };
  } catch (error) {
    if (FarsightError.is(error)) throw invalidTruth(path, 'a PNG that can be decoded', error.message);
    throw error;
  }
}
