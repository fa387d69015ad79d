import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

// Made by packages/media/goldens/make_goldens.py with OpenCV.
const folder = new URL('../../../goldens/images/', import.meta.url);

/** A picture and what OpenCV reads from it. */
export interface Golden {
  readonly file: string;
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** Largest difference allowed; 0 where absent. */
  readonly tolerance?: number;
}

export const goldens = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as readonly Golden[];

/** The encoded picture. */
export function goldenFile(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(file, folder)));
}

/** The pixels as OpenCV has them, packed RGB. */
export function goldenPixels(file: string): Uint8Array {
  return gunzipSync(readFileSync(new URL(`${file}.gz`, folder)));
}
