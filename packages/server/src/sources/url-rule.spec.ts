import { describe, expect, it } from 'vitest';
import { parseUrlRule, urlTarget } from './url-rule.js';

function allows(pattern: string, url: string): boolean {
  const target = URL.canParse(url) ? urlTarget(new URL(url)) : undefined;
  return target !== undefined && parseUrlRule(pattern).allows(target);
}

describe('a rule for URLs', () => {
  it.each([
    ['rtsp://camera-*.local', 'rtsp://camera-7.local/stream?profile=1'],
    ['rtsp://camera-*.local', 'rtsp://CAMERA-7.local:554/'],
    ['RTSP://Camera.local', 'rtsp://camera.local'],
    ['rtsp://camera.local:8554', 'rtsp://camera.local:8554/a'],
    ['rtsp://camera.local:*', 'rtsp://camera.local:9/a'],
    ['rtsp://10.0.0.*', 'rtsp://10.0.0.17/a'],
    ['rtsp://*', 'rtsp://anything.example.org/a'],
    ['https://files.example.org/', 'https://files.example.org/a/b.mp4'],
    ['http://[::1]:80', 'http://[0:0::1]/x'],
    ['rtsp://[FD00:0::1]', 'rtsp://[fd00::1]/x'],
  ])('%s allows %s', (pattern, url) => {
    expect(allows(pattern, url)).toBe(true);
  });

  it.each([
    ['rtsp://camera-*.local', 'rtsps://camera-7.local/'],
    ['rtsp://camera-*.local', 'rtsp://camera-7.evil.local/'],
    ['rtsp://camera-*.local', 'rtsp://camera-7.local.evil.org/'],
    ['rtsp://camera-*.local', 'rtsp://camera-7.local:22/'],
    ['rtsp://camera-*.local', 'rtsp://evil.org/camera-7.local'],
    ['rtsp://camera-*.local', 'rtsp://evil.org#@camera-7.local'],
    ['rtsp://camera-*.local', 'rtsp://evil.org\\@camera-7.local'],
    ['rtsp://camera-*.local', 'rtsp://camera-%37.local/'],
    ['rtsp://camera.local', 'rtsp://cameraxlocal/'],
    ['rtsp://10.0.0.*', 'rtsp://10.0.0.evil/'],
    ['rtsp://10.0.0.*', 'rtsp://10.0.1.1/'],
    ['rtsp://*.example.org', 'rtsp://example.org/'],
    ['rtsp://*', 'gopher://a/'],
    ['rtsp://*', 'rtsp:///no-host'],
    ['rtsp://*', 'rtsp://a..b/'],
    ['http://*', 'file:///etc/passwd'],
  ])('%s does not allow %s', (pattern, url) => {
    expect(allows(pattern, url)).toBe(false);
  });

  it.each([
    'rtsp://',
    'gopher://a',
    'rtsp://a/path',
    'rtsp://a:0',
    'rtsp://a:70000',
    'rtsp://a b',
    'rtsp://a?x',
  ])('cannot be %s', (pattern) => {
    expect(() => parseUrlRule(pattern)).toThrow(/^Expected a folder, or scheme:\/\/host/);
  });

  it('repeats no password of who wrote it', () => {
    expect(() => parseUrlRule('rtsp://admin:hunter2@host')).toThrow(/"rtsp:\/\/\*\*\*@host"/);
  });

  it('knows whether it names addresses', () => {
    const addresses = ['rtsp://10.0.0.*', 'rtsp://127.0.0.1', 'rtsp://[::1]', 'http://localhost:80'];
    expect(addresses.map((pattern) => parseUrlRule(pattern).namesAddresses)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const names = ['rtsp://*', 'rtsp://a.b', 'rtsp://*.*', 'rtsp://1.2.3.example'];
    expect(names.map((pattern) => parseUrlRule(pattern).namesAddresses)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
