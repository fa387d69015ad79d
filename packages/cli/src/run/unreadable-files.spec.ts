import { FarsightError, noDrops, type StreamItem } from '@farsight/client';
import { describe, expect, it } from 'vitest';
import { UnreadableFiles } from './unreadable-files.js';

const error = new FarsightError('SOURCE_FAILED', 'No picture.');

/** Results of the frames with these indices, as the client counts what is missing between them. */
async function* results(indices: readonly number[]): AsyncGenerator<StreamItem, void> {
  let next = 0;
  for (const index of indices) {
    const stamp = { streamId: 's', index, ptsUs: 0 };
    const timings = { queueMs: 0, decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 };
    const image = { stamp, codec: 'jpeg' as const, data: new Uint8Array() };
    await Promise.resolve();
    yield {
      image,
      stamp,
      meta: {},
      width: 1,
      height: 1,
      timings,
      dropped: index - next,
      drops: { ...noDrops, client: index - next },
    };
    next = index + 1;
  }
}

async function told(failed: readonly number[], received: readonly number[]): Promise<string[]> {
  const files = new UnreadableFiles();
  for (const index of failed) files.add({ streamId: 's', index, ptsUs: 40 * index }, error);
  const lines: string[] = [];
  for await (const { stamp, dropped, error: failure } of files.among(results(received))) {
    lines.push(`${stamp.index}${failure === undefined ? '' : ` ${failure.code}`} ${dropped}`);
  }
  return lines;
}

describe('UnreadableFiles', () => {
  it('puts failures in their places, and counts them as dropped no more', async () => {
    expect(await told([0, 2, 3], [1, 4, 5])).toEqual([
      '0 SOURCE_FAILED 0',
      '1 0',
      '2 SOURCE_FAILED 0',
      '3 SOURCE_FAILED 0',
      '4 0',
      '5 0',
    ]);
  });

  it('leaves what was really dropped', async () => {
    expect(await told([1], [0, 4])).toEqual(['0 0', '1 SOURCE_FAILED 0', '4 2']);
  });

  it('tells what failed last, also where nothing else came', async () => {
    expect(await told([1, 2], [0])).toEqual(['0 0', '1 SOURCE_FAILED 0', '2 SOURCE_FAILED 0']);
    expect(await told([0], [])).toEqual(['0 SOURCE_FAILED 0']);
  });
});
