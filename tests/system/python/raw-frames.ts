import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stillFrame, type RawFrame } from '@farsight/client';
import { decodeFrame } from '@farsight/media';
import { sample } from '../../e2e/support/samples.js';

/** A raw RGBA frame, and a file with its bytes for clients in other processes. */
export interface RawFile {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly channels: 4;
  /** The same frame for our own client. */
  readonly frame: RawFrame;
}

/** Raw RGBA frames in files of a temporary folder. */
export class RawFrames implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(): Promise<RawFrames> {
    return new RawFrames(await mkdtemp(join(tmpdir(), 'farsight-raw-')));
  }

  /** A sample image, at the top left of a gray frame of this size. */
  async ofSample(name: string, width: number, height: number): Promise<RawFile> {
    using pixels = decodeFrame(stillFrame(await sample(name)), { maxPixels: 1e8 });
    const data = new Uint8Array(width * height * 4).fill(128);
    for (let y = 0; y < pixels.height; y++) {
      for (let x = 0; x < pixels.width; x++) {
        const from = y * pixels.strideBytes + 3 * x;
        data.set(pixels.data.subarray(from, from + 3), 4 * (y * width + x));
      }
    }
    const path = join(this.#folder, `${name}-${width}x${height}.rgba`);
    await writeFile(path, data);
    const raw = { format: 'rgba', width, height, strideBytes: 4 * width } as const;
    return { path, width, height, channels: 4, frame: { stamp, codec: 'raw', raw, data } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const stamp = { streamId: '', index: 0, ptsUs: 0 };
