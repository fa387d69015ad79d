import { FarsightError } from '@farsight/client';
import type { MaskRuns } from './mask-runs.js';

/**
 * Run lengths from COCO's compressed text: numbers of 5 bits per character from `0` on, low bits first, bit 5 says that more
 * follow, the sign is extended from the last; from the fourth number on they are differences to the last but one
 * (pycocotools, `rleFrString`).
 *
 * @throws FarsightError INVALID_ARGUMENT for text that is none
 */
export function readMaskText(text: string): MaskRuns {
  const runs: number[] = [];
  for (let at = 0; at < text.length;) {
    const [value, next] = readNumber(text, at);
    const length = runs.length > 2 ? value + (runs[runs.length - 2] ?? 0) : value;
    if (length < 0 || length >= 2 ** 32) throw invalid(text);
    runs.push(length);
    at = next;
  }
  return Uint32Array.from(runs);
}

/** Six groups of 5 bits hold every length; more are no mask. */
const mostBits = 35;

function readNumber(text: string, begin: number): readonly [value: number, next: number] {
  let value = 0;
  let bits = 0;
  for (let at = begin; at < text.length && bits < mostBits; at += 1) {
    const group = text.charCodeAt(at) - 48;
    if (group < 0 || group > 63) throw invalid(text);
    value += (group & 0x1f) * 2 ** bits;
    bits += 5;
    if ((group & 0x20) === 0) return [(group & 0x10) === 0 ? value : value - 2 ** bits, at + 1];
  }
  throw invalid(text);
}

function invalid(text: string): FarsightError {
  const shown = text.length > 30 ? `${text.slice(0, 30)}…` : text;
  return new FarsightError(
    'INVALID_ARGUMENT',
    `Expected COCO's run lengths for counts but received ${JSON.stringify(shown)}.`,
  );
}
