import { describe, expect, it } from 'vitest';
import { isLoopback, parseAddress } from './address.js';

describe('a server address', () => {
  it.each([
    ['127.0.0.1:5001', { host: '127.0.0.1', port: 5001 }],
    ['camera-server', { host: 'camera-server', port: 5000 }],
    ['[::1]:7000', { host: '::1', port: 7000 }],
    ['[fe80::1%eth0]', { host: 'fe80::1%eth0', port: 5000 }],
  ])('reads %s', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  it('shows what it refuses, and no more than a line of it', () => {
    expect(() => parseAddress('ftp://x')).toThrow('received "ftp://x"');
    expect(() => parseAddress('/'.repeat(9999))).toThrow(/^.{1,500}$/);
  });

  it('knows this machine', () => {
    const hosts = ['localhost', '127.9.9.9', '::1', '10.0.0.1', '127.0.0.1.example.org'];
    expect(hosts.map((host) => isLoopback({ host, port: 1 }))).toEqual([true, true, true, false, false]);
  });
});
