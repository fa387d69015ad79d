import { describe, expect, it } from 'vitest';
import { parseCallAddress, subProtocols } from './call-address.js';

describe('the address of calls', () => {
  it.each([
    ['http://127.0.0.1:5080', 'ws://127.0.0.1:5080/farsight.v1.Farsight/Infer'],
    ['https://camera.example', 'wss://camera.example/farsight.v1.Farsight/Infer'],
    ['ws://[::1]:5080/', 'ws://[::1]:5080/farsight.v1.Farsight/Infer'],
    [
      'wss://camera.example/behind/a/proxy/',
      'wss://camera.example/behind/a/proxy/farsight.v1.Farsight/Infer',
    ],
    ['http://h:1/page/index.html?x=1#token=secret', 'ws://h:1/page/farsight.v1.Farsight/Infer'],
  ])('%s -> %s', (server, url) => {
    expect(parseCallAddress(server).urlOf('Infer')).toBe(url);
  });

  it('is named without what may be secret', () => {
    expect(parseCallAddress('http://h:1/page?token=secret#token=secret').server).toBe('http://h:1');
  });

  it.each(['', '127.0.0.1:5080', 'localhost', 'ftp://h', 'http://user:password@h', 'http://user@h'])(
    'is refused: "%s"',
    (server) => {
      expect(() => parseCallAddress(server)).toThrow(/^Expected a URL .+ without user name and password/);
    },
  );
});

describe('the sub-protocols', () => {
  it('carry the token as base64url without padding', () => {
    expect(subProtocols(undefined)).toEqual(['farsight.v1']);
    const token = '~~~???>>>token/+=';
    const [protocol, carried = ''] = subProtocols(token);
    expect(protocol).toBe('farsight.v1');
    expect(carried).toMatch(/^farsight\.token\.[\w-]+$/);
    expect(Buffer.from(carried.slice('farsight.token.'.length), 'base64url').toString()).toBe(token);
  });

  it.each(['', 'two words', 'tökén'])('refuse the token "%s" without showing it', (token) => {
    expect(() => subProtocols(token)).toThrow('Expected printable ASCII without spaces for token.');
  });
});
