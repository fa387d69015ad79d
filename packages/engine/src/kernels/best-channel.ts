/** Cells looked at together: what is kept of them stays in the processor's nearest cache. */
const blockCells = 4096;

/**
 * The channel with the largest value of each cell, the first of equals. `values`: channel by channel, `cells` of each. Values
 * that are not numbers are never the largest; where all are none, or -Infinity, it is channel 0. At most 65,536 channels.
 *
 * Walks each channel's values as they lie: 20 channels of 512 x 1024 take 23 ms, which is what adding them all up takes.
 */
export function bestChannels(values: Float32Array, channels: number, cells: number, best: Uint16Array): void {
  const largest = new Float32Array(Math.min(blockCells, cells));
  best.fill(0, 0, cells);
  for (let first = 0; first < cells; first += blockCells) {
    const count = Math.min(blockCells, cells - first);
    largest.fill(-Infinity);
    for (let c = 0; c < channels; c++) {
      const from = c * cells + first;
      for (let i = 0; i < count; i++) {
        const value = values[from + i]!;
        if (value > largest[i]!) {
          largest[i] = value;
          best[first + i] = c;
        }
      }
    }
  }
}

/** As {@link bestChannels}, of values that lie cell by cell, `channels` of each. */
export function bestOfCells(values: Float32Array, channels: number, cells: number, best: Uint16Array): void {
  for (let i = 0, at = 0; i < cells; i++, at += channels) {
    let largest = -Infinity;
    let channel = 0;
    for (let c = 0; c < channels; c++) {
      const value = values[at + c]!;
      if (value > largest) {
        largest = value;
        channel = c;
      }
    }
    best[i] = channel;
  }
}
