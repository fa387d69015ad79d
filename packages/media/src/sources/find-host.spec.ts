import { describe, expect, it } from 'vitest';
import { findHost } from './find-host.js';

const notFound = (): Promise<never> => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));

describe('findHost', () => {
  it.each([
    ['rtsp://u:p@camera.local:554/x', 'camera.local'],
    ['rtsp://127.0.0.1/x', '127.0.0.1'],
    ['rtsp://[::1]:554/x', '::1'],
  ])('%s', async (url, host) => {
    expect(await findHost(url, 1000, undefined, () => Promise.resolve())).toBe(host);
  });

  it('says that there is no such host', async () => {
    await expect(findHost('rtsp://u:secret@camera.local/x', 1000, undefined, notFound)).rejects.toMatchObject(
      {
        code: 'SOURCE_NOT_FOUND',
        message: 'There is no host camera.local, or its name cannot be looked up.',
      },
    );
  });

  it('waits no longer than it may', async () => {
    const silent = (): Promise<never> => new Promise(() => undefined);
    await expect(findHost('rtsp://camera.local/x', 1, undefined, silent)).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
    });
    await expect(findHost('rtsp://camera.local/x', 1000, AbortSignal.abort(), silent)).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('tells how to write a password that spoils the URL', async () => {
    const refused = findHost('rtsp://u:se#cret@camera/x', 1000);
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(refused).rejects.not.toThrow(/cret/);
  });
});
