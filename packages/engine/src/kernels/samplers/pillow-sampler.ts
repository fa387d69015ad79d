import type { PixelFrame } from '@farsight/protocol';
import type { FilterTable } from '../pillow-table.js';
import type { SourceRows } from '../source-rows.js';
import type { PixelMemory } from '../wasm/pixels.js';
import type { RowSampler } from './row-sampler.js';
import { align, outputRowBytes, sourceRowBytes } from './row-sampler.js';

/** What {@link pillowSampler} is made of. */
export interface PillowPlan {
  readonly source: SourceRows;
  /** First source column copied, and how many. */
  readonly first: number;
  readonly columns: number;
  readonly across: FilterTable;
  readonly down: FilterTable;
  readonly sourceHeight: number;
}

/** Places of the sampler's parts, in bytes from its base. */
interface Layout {
  readonly acrossOffsets: number;
  readonly acrossWeights: number;
  readonly downWeights: number;
  readonly rowPointers: number;
  readonly sourceRow: number;
  readonly ring: number;
  readonly output: number;
  readonly end: number;
}

/**
 * Pillow's resize: rows are filtered across once, rounded to bytes as Pillow does, and kept in a ring as tall as the
 * vertical window.
 */
export function pillowSampler(plan: PillowPlan): RowSampler {
  const { source, across, down } = plan;
  const count = across.source.length;
  const rowBytes = outputRowBytes(count);
  const layout = layOut(plan, count, rowBytes);
  const held = new Int32Array(down.taps);
  let memory: PixelMemory;
  let bytes: Uint8Array;
  let pointers: Uint32Array;
  let base = 0;

  return {
    scratchBytes: layout.end,

    bind(pixelMemory, at) {
      memory = pixelMemory;
      base = at;
      bytes = new Uint8Array(memory.buffer);
      pointers = new Uint32Array(memory.buffer, base + layout.rowPointers, down.taps);
      const offsets = new Uint32Array(memory.buffer, base + layout.acrossOffsets, count);
      for (let i = 0; i < count; i++) offsets[i] = (across.source[i]! - plan.first) * source.pixelBytes;
      splitWeights(across.weights, new Int16Array(memory.buffer, base + layout.acrossWeights));
      splitWeights(down.weights, new Int16Array(memory.buffer, base + layout.downWeights));
    },

    begin() {
      held.fill(-1);
    },

    row(frame, y) {
      for (let t = 0; t < down.taps; t++) {
        // A window wider than the picture ends in weights of 0: any row will do there.
        pointers[t] = filteredRow(frame, Math.min(plan.sourceHeight - 1, down.source[y]! + t));
      }
      const pairs = down.taps / 2;
      const weights = base + layout.downWeights + 8 * pairs * y;
      memory.kernels.filterDown(base + layout.output, count, pointers.byteOffset, weights, pairs);
      return base + layout.output;
    },
  };

  function filteredRow(frame: PixelFrame, row: number): number {
    const slot = row % down.taps;
    const at = base + layout.ring + slot * rowBytes;
    if (held[slot] !== row) {
      held[slot] = row;
      source.copy(frame, row, bytes, base + layout.sourceRow);
      const weights = base + layout.acrossWeights;
      const offsets = base + layout.acrossOffsets;
      const from = base + layout.sourceRow;
      memory.kernels.filterAcross(at, count, from, offsets, weights, across.taps / 2, source.pixelBytes);
    }
    return at;
  }
}

function layOut(plan: PillowPlan, count: number, rowBytes: number): Layout {
  const { across, down, source } = plan;
  const acrossOffsets = 0;
  const acrossWeights = acrossOffsets + align(4 * count);
  const downWeights = acrossWeights + align(4 * across.weights.length);
  const rowPointers = downWeights + align(4 * down.weights.length);
  const sourceRow = rowPointers + align(4 * down.taps);
  const ring = sourceRow + sourceRowBytes(plan.columns + across.taps, source.pixelBytes);
  const output = ring + down.taps * rowBytes;
  return {
    acrossOffsets,
    acrossWeights,
    downWeights,
    rowPointers,
    sourceRow,
    ring,
    output,
    end: output + rowBytes,
  };
}

/** Two weights at a time as high, high, low, low with `weight = high * 2048 + low`: see `filterAcross`. */
function splitWeights(weights: Int32Array, out: Int16Array): void {
  for (let i = 0; i < weights.length; i += 2) {
    const first = weights[i]!;
    const second = weights[i + 1]!;
    out[2 * i] = first >> 11;
    out[2 * i + 1] = second >> 11;
    out[2 * i + 2] = first & 2047;
    out[2 * i + 3] = second & 2047;
  }
}

/** Source columns that a filter reads. */
export function filterColumns(table: FilterTable, sourceWidth: number): { first: number; columns: number } {
  const first = table.source[0]!;
  const last = Math.min(sourceWidth, table.source.at(-1)! + table.taps);
  return { first, columns: last - first };
}
