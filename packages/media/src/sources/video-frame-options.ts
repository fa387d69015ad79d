import { FarsightError } from '@farsight/protocol';
import { newMemory } from '../pixels/pixel-memory.js';
import type { SourceOptions } from './source.js';

/** How the frames of a video are made, nothing optional. */
export interface VideoFrameOptions {
  readonly wire: 'jpeg' | 'raw' | 'video';
  /** 1..100 */
  readonly jpegQuality: number;
  readonly keepPixels: boolean;
  readonly allocate: (byteLength: number) => Uint8Array;
  readonly maxPixels: number;
  /** Longest silence of a network stream or camera. */
  readonly stallTimeoutMs: number;
}

/** Most pixels of a frame unless an option says otherwise. */
const defaultMaxPixels = 100_000_000;

/** @throws FarsightError INVALID_ARGUMENT if a number is out of its range. */
export function videoFrameOptions(options: SourceOptions): VideoFrameOptions {
  const { wire = 'jpeg', jpegQuality = 90, keepPixels = false, allocate = newMemory } = options;
  const { maxPixels = defaultMaxPixels, stallTimeoutMs = 5000 } = options;
  checkRange('jpegQuality', jpegQuality, 1, 100);
  checkRange('maxPixels', maxPixels, 1, 2 ** 31 - 1);
  checkRange('stallTimeoutMs', stallTimeoutMs, 1, 2 ** 31 - 1);
  return { wire, jpegQuality, keepPixels, allocate, maxPixels, stallTimeoutMs };
}

function checkRange(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected ${least}..${most} for ${name} but received ${value}.`,
  );
}
