import fc from 'fast-check';
import { expect, it } from 'vitest';
import { convertVideo } from './convert-video.js';
import { allocatePixels } from './pixel-memory.js';
import { plainVideo } from './testing/plain-video.js';
import type { Plane } from './unpack.js';
import type { Yuv420 } from './yuv420.js';

function expectTwins(planes: Yuv420, width: number, height: number): void {
  using quick = allocatePixels(width, height, 'rgb24');
  using plain = allocatePixels(width, height, 'rgb24');
  convertVideo(planes, quick);
  plainVideo(planes, plain);
  expect(Buffer.compare(quick.data, plain.data)).toBe(0);
}

it('converts every luma with extreme and ordinary chroma as its plain twin does', () => {
  const luma: Plane = { data: Uint8Array.from({ length: 256 * 2 }, (_, i) => i >> 1), stride: 512 };
  for (const cb of [0, 1, 90, 127, 128, 129, 240, 255]) {
    for (const cr of [0, 1, 90, 127, 128, 129, 240, 255]) {
      const plane = (value: number): Plane => ({ data: new Uint8Array(256).fill(value), stride: 256 });
      expectTwins({ y: luma, u: plane(cb), v: plane(cr) }, 512, 1);
    }
  }
});

it('does so for all sizes and paddings', () => {
  const size = fc.integer({ min: 1, max: 70 });
  const padding = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(size, size, padding, padding, fc.nat(), (width, height, more, moreChroma, seed) => {
      let state = seed;
      const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
      const plane = (columns: number, rows: number, pad: number): Plane => ({
        data: Uint8Array.from({ length: (columns + pad) * rows }, next),
        stride: columns + pad,
      });
      const chroma = (): Plane => plane((width + 1) >> 1, (height + 1) >> 1, moreChroma);
      expectTwins({ y: plane(width, height, more), u: chroma(), v: chroma() }, width, height);
    }),
  );
});
