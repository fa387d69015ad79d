import { FarsightError } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { LastingError } from '../lasting-error.js';
import { oneImage } from './one-image.js';
import type { Source, SourceOptions } from './source.js';
import { jpegPicture } from './testing/picture.js';
import { untilOpen } from './until-open.js';

const refused = new FarsightError('SOURCE_FAILED', 'Could not open rtsp://camera: connection refused.');
const unknown = new FarsightError('SOURCE_NOT_FOUND', 'There is no host camera.');
const picture = (): Promise<Source> =>
  Promise.resolve(oneImage('http', 'camera', jpegPicture(), 'camera', {}));

/** Opens with each attempt failing with the next of the errors; the one after the last succeeds. */
async function opening(
  errors: Error[],
  options: SourceOptions = {},
): Promise<{ told: string[]; waits: number[]; source: Source | Error }> {
  const told: string[] = [];
  const waits: number[] = [];
  const source = await untilOpen(
    () => {
      const error = errors.shift();
      return error === undefined ? picture() : Promise.reject(error);
    },
    {
      ...options,
      onProblem: ({ error, away }) => told.push(`${away === true ? 'away' : 'problem'}: ${error.message}`),
      onReturn: () => told.push('back'),
    },
    (ms) => Promise.resolve(void waits.push(ms)),
  ).catch((error: unknown) => error as Error);
  return { told, waits, source };
}

describe('a camera that is not there yet', () => {
  it('is asked again after growing waits until it is, and told of once', async () => {
    const { told, waits, source } = await opening([refused, unknown, refused, refused]);
    expect(source).toMatchObject({ streamId: 'camera' });
    expect(told).toEqual([`away: ${refused.message}`, 'back']);
    for (const [attempt, ms] of waits.entries()) {
      expect(ms).toBeGreaterThanOrEqual(250 * 2 ** attempt);
      expect(ms).toBeLessThanOrEqual(500 * 2 ** attempt);
    }
    expect(waits).toHaveLength(4);
  });

  it('is nothing to speak of when it opens at once', async () => {
    expect(await opening([])).toMatchObject({ told: [], waits: [], source: { streamId: 'camera' } });
  });

  it.each([
    new LastingError('SOURCE_FAILED', 'Could not open rtsp://camera: access was refused.'),
    new FarsightError('FRAME_TOO_LARGE', 'Too large.'),
    new FarsightError('NOT_ALLOWED', 'Not there.'),
    new TypeError('A mistake of ours.'),
  ])('fails at once where trying again cannot help: %s', async (error) => {
    expect(await opening([error])).toEqual({ told: [], waits: [], source: error });
    const late = await opening([refused, error]);
    expect([late.source, late.waits.length]).toEqual([error, 1]);
  });

  it('is given up when cancelled', async () => {
    const stop = new AbortController();
    const opened = untilOpen(() => Promise.reject(refused), {
      signal: stop.signal,
      onProblem: () => stop.abort(),
    });
    await expect(opened).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
