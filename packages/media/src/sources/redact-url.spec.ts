import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactUrl } from './redact-url.js';

describe('redactUrl', () => {
  it.each([
    ['rtsp://camera.local/live', 'rtsp://camera.local/live'],
    ['rtsp://camera.local:554/live', 'rtsp://camera.local:554/live'],
    ['rtsp://admin:hunter2@camera.local:554/live', 'rtsp://***@camera.local:554/live'],
    ['rtsp://admin@camera.local/live', 'rtsp://***@camera.local/live'],
    ['rtsp://admin:p@ss@camera.local/live', 'rtsp://***@camera.local/live'],
    ['rtsp://admin:p/ss@camera.local/live', 'rtsp://***'],
    ['rtsp://admin:12/ss@camera.local/live', 'rtsp://***'],
    ['rtsp://admin:p@a/ss@camera.local/live', 'rtsp://***'],
    ['rtsp://admin:pw@camera.local/live?password=a@b', 'rtsp://***'],
    ['http://host/video.mp4?user=admin&password=hun@ter2', 'http://host/video.mp4?***'],
    ['http://host/pkg@1.0/picture.jpg', 'http://host/pkg@1.0/picture.jpg'],
    ['C:\\videos\\a@b.mp4', 'C:\\videos\\a@b.mp4'],
    ['camera:0', 'camera:0'],
  ])('%s -> %s', (url, shown) => expect(redactUrl(url)).toBe(shown));

  it('shows nothing of the password, whatever characters it has', () => {
    const shown = ['rtsp://***@camera.local/live?***', 'rtsp://***'];
    fc.assert(
      fc.property(fc.string(), fc.string(), (password, query) => {
        expect(shown).toContain(redactUrl(`rtsp://admin:${password}@camera.local/live?${query}`));
      }),
    );
  });
});
