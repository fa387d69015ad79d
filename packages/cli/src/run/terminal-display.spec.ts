import type { PixelFrame } from '@farsight/client';
import { describe, expect, it } from 'vitest';
import { halfBlocks } from './terminal-display.js';

function frame(width: number, height: number, data: number[]): PixelFrame {
  const bytes = Uint8Array.from(data);
  return {
    width,
    height,
    format: 'rgb24',
    strideBytes: 3 * width,
    data: bytes,
    [Symbol.dispose]: () => undefined,
  };
}

describe('halfBlocks', () => {
  it('puts two pixels into each character', () => {
    const text = halfBlocks(frame(1, 2, [255, 0, 0, 0, 0, 255]), 1, 1);
    expect(text).toBe('\u001b[38;2;255;0;0;48;2;0;0;255m▀\u001b[0m\n');
  });

  it.each([
    [1920, 1080, 80, 22],
    [1080, 1920, 80, 22],
    [3, 3, 80, 22],
    [4000, 10, 80, 22],
  ])('fits %i x %i into %i columns and %i rows', (width, height, columns, rows) => {
    const lines = halfBlocks(
      frame(width, height, new Array<number>(3 * width * height).fill(7)),
      columns,
      rows,
    )
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeLessThanOrEqual(rows);
    for (const line of lines) expect(line.split('▀').length - 1).toBeLessThanOrEqual(columns);
    expect(lines.join('')).not.toContain('undefined');
    expect(lines.join('')).toContain('38;2;7;7;7;48;2;7;7;7m');
  });
});
