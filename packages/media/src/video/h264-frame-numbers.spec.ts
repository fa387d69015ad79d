import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../sources/testing/collect.js';
import { H264FrameNumbers } from './h264-frame-numbers.js';
import { evenTimes, makeClip } from './testing/make-clip.js';

const folder = temporaryFolder();

/** The pictures of a clip, each with the parameter sets before it. */
async function pictures(bFrames: number, parameters: string): Promise<Buffer[]> {
  const path = join(folder, `${bFrames}.h264`);
  const options = {
    'x264-params': `slices=1:repeat-headers=1:keyint=40:b-adapt=0:b-pyramid=none:${parameters}`,
  };
  await makeClip(path, { encoder: 'libx264', bFrames, timesMs: evenTimes(40), options });
  const stream = readFileSync(path);
  const starts: number[] = [];
  for (let at = stream.indexOf('\0\0\x01'); at >= 0; at = stream.indexOf('\0\0\x01', at + 3)) starts.push(at);
  const slices = starts.filter((at) => [1, 5].includes(stream.readUInt8(at + 3) & 31));
  const ends = slices.map((at) => starts.find((start) => start > at) ?? stream.length);
  return ends.map((end, i) => stream.subarray(i === 0 ? 0 : ends[i - 1], end));
}

/** Which pictures come after a gap. */
function gaps(stream: readonly Buffer[], parameterSets: Uint8Array = new Uint8Array()): number[] {
  const numbers = new H264FrameNumbers(parameterSets);
  return stream.flatMap((picture, at) => (numbers.isAfterGap(picture) ? [at] : []));
}

describe('the numbers of H.264 frames', () => {
  it.each([
    ['without B-frames', 0, 'cabac=0'],
    ['in a high profile with scaling lists', 0, '8x8dct=1:cqm=jvt'],
    ['with B-frames', 3, 'weightp=0'],
  ])('tell of each picture that is missing and that others build on: %s', async (_, bFrames, parameters) => {
    const all = await pictures(bFrames, parameters);
    expect(all).toHaveLength(40);
    expect(gaps(all)).toEqual([]);
    for (const missing of [3, 8, 20, 33]) {
      const rest = all.filter((_, at) => at !== missing);
      const slice = all[missing]!;
      const header = slice.readUInt8(slice.lastIndexOf('\0\0\x01') + 3);
      const isNeeded = (header & 0x60) !== 0;
      // All that stand between two needed pictures build on both.
      expect(gaps(rest).slice(0, 1), `picture ${missing}`).toEqual(isNeeded ? [missing] : []);
    }
  });

  it('are read with parameter sets that come beside the stream', async () => {
    const [first, ...others] = await pictures(0, 'cabac=1');
    const key = first!.subarray(first!.lastIndexOf('\0\0\x01'));
    expect(gaps([key, ...others.slice(1)], first)).toEqual([1]);
    expect(gaps([key, ...others.slice(1)])).toEqual([]);
  });

  it('say nothing of a stream that begins in its middle', async () => {
    const all = await pictures(0, 'cabac=1');
    expect(gaps(all.slice(7), all[0])).toEqual([]);
  });

  it('are looked for in whatever comes', () => {
    const unit = fc.tuple(fc.constantFrom(0x67, 0x65, 0x41, 0x01), fc.uint8Array({ maxLength: 60 }));
    const stream = fc.array(unit.map(([type, body]) => Buffer.from([0, 0, 1, type, ...body])));
    fc.assert(
      fc.property(stream, (pieces) => {
        expect(gaps(pieces).length).toBeLessThanOrEqual(pieces.length);
      }),
    );
  });
});
