import { describe, expect, it } from 'vitest';
import { hostAndPort, isAnyHost, isLoopbackHost } from './hosts.js';

describe('isLoopbackHost', () => {
  it.each(['127.0.0.1', '127.9.9.9', 'localhost', '::1'])('%s is', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });
  it.each(['0.0.0.0', '::', '192.168.0.1', '127.example.com', 'example.com', ''])('%j is not', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});

describe('isAnyHost', () => {
  it('knows the hosts that stand for all addresses', () => {
    expect(['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost'].map(isAnyHost)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('hostAndPort', () => {
  it('puts IPv6 in brackets', () => {
    expect(hostAndPort('127.0.0.1', 5000)).toBe('127.0.0.1:5000');
    expect(hostAndPort('::1', 5000)).toBe('[::1]:5000');
  });
});
