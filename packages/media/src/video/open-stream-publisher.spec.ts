import { afterEach, describe, expect, it } from 'vitest';
import { allocatePixels } from '../pixels/pixel-memory.js';
import { expectNothingLeft } from '../sources/testing/collect.js';
import { openStreamPublisher } from './open-stream-publisher.js';
import type { PublishOptions } from './stream-publisher.js';

const options: PublishOptions = {
  delivery: 'live',
  paced: false,
  stop: new AbortController().signal,
  note: () => undefined,
};

describe('openStreamPublisher', () => {
  afterEach(expectNothingLeft);

  it.each(['http://media/gate', 'rtsp:///gate', 'rtsp://', 'rtsp:gate', 'out.mp4'])(
    'refuses %s',
    async (url) => {
      await expect(openStreamPublisher(url, options)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining('Expected rtsp://host/name') as string,
      });
    },
  );

  it('names a host that does not exist, and no password', async () => {
    const opening = openStreamPublisher('rtsp://admin:hunter2@no-such-host.invalid/gate', options);
    await expect(opening).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: 'There is no host no-such-host.invalid, or its name cannot be looked up.',
    });
  });

  it.each([
    ['rtsp', 'connection refused.'],
    ['rtsps', 'connection refused. If its certificate is self-signed, name it in NODE_EXTRA_CA_CERTS.'],
  ])('fails with the first frame over %s where nothing listens, and frees all', async (scheme, reason) => {
    const url = `${scheme}://admin:hunter2@127.0.0.1:1/gate?token=hunter2`;
    const publisher = await openStreamPublisher(url, options);
    using pixels = allocatePixels(64, 48, 'rgb24');
    await expect(publisher.write(pixels, 0)).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: `Could not publish to ${scheme}://***@127.0.0.1:1/gate?***: ${reason}`,
    });
    await publisher[Symbol.asyncDispose]();
  });
});
