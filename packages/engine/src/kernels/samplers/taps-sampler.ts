import type { PixelFrame } from '@farsight/protocol';
import type { TapsTable } from '../opencv-taps-table.js';
import type { SourceRows } from '../source-rows.js';
import type { RowSampler } from './row-sampler.js';
import { outputRowBytes, sourceRowBytes } from './row-sampler.js';

/** What {@link tapsSampler} is made of. All source columns are copied. */
export interface TapsPlan {
  readonly source: SourceRows;
  readonly sourceWidth: number;
  readonly across: TapsTable;
  readonly down: TapsTable;
}

/**
 * OpenCV's INTER_CUBIC and INTER_LANCZOS4: sums across are kept whole in a ring of rows, sums down are rounded once.
 * Rare in networks, hence plain.
 */
export function tapsSampler(plan: TapsPlan): RowSampler {
  const { source, across, down } = plan;
  const { pixelBytes } = source;
  const channels = Math.min(3, pixelBytes);
  const count = across.source.length / across.taps;
  const outputBytes = outputRowBytes(count);
  const held = new Int32Array(down.taps);
  const ring = Array.from({ length: down.taps }, () => new Int32Array(3 * count));
  const window: Int32Array[] = [...ring];
  let memory: Uint8Array;
  let base = 0;

  return {
    scratchBytes: outputBytes + sourceRowBytes(plan.sourceWidth, pixelBytes),

    bind(pixelMemory, at) {
      memory = new Uint8Array(pixelMemory.buffer);
      base = at;
    },

    begin() {
      held.fill(-1);
    },

    row(frame, y) {
      for (let t = 0; t < down.taps; t++) window[t] = sumsAcross(frame, down.source[down.taps * y + t]!);
      for (let i = 0; i < 3 * count; i++) {
        let sum = 1 << 21;
        for (let t = 0; t < down.taps; t++) sum += window[t]![i]! * down.weights[down.taps * y + t]!;
        const level = Math.min(255, Math.max(0, sum >> 22));
        memory[base + 4 * Math.floor(i / 3) + (i % 3)] = level;
      }
      return base;
    },
  };

  function sumsAcross(frame: PixelFrame, row: number): Int32Array {
    const slot = row % down.taps;
    const sums = ring[slot]!;
    if (held[slot] === row) return sums;
    held[slot] = row;
    const from = base + outputBytes;
    source.copy(frame, row, memory, from);
    for (let x = 0; x < count; x++) {
      for (let c = 0; c < 3; c++) {
        const channel = from + Math.min(c, channels - 1);
        let sum = 0;
        for (let t = 0, k = across.taps * x; t < across.taps; t++, k++) {
          sum += memory[channel + across.source[k]! * pixelBytes]! * across.weights[k]!;
        }
        sums[3 * x + c] = sum;
      }
    }
    return sums;
  }
}
