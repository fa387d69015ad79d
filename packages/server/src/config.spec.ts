import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { compileServerOptions, defaultLimits, type ServerOptions } from './config.js';

describe('compileServerOptions', () => {
  it('has a default for everything', () => {
    const options = compileServerOptions({ logger: 'silent' });
    expect(options).toMatchObject({
      host: '127.0.0.1',
      port: 5000,
      httpPort: 5080,
      executors: availableParallelism(),
      threads: 1,
      drainMs: 5000,
      limits: defaultLimits,
    });
    expect(options.networksDirs[0]).toMatch(/networks$/);
  });

  it('has only finite limits', () => {
    expect(Object.values(defaultLimits).every((limit) => Number.isFinite(limit) && limit > 0)).toBe(true);
    expect(defaultLimits.messageBytes).toBe(64 * 1024 * 1024);
  });

  it('divides the cores among wide executors', () => {
    expect(compileServerOptions({ threads: 1024 }).executors).toBe(1);
  });

  it.each<[ServerOptions, string]>([
    [{ port: 70_000 }, 'Expected an integer of 0..65535 for port but received 70000.'],
    [{ port: 1.5 }, 'Expected an integer of 0..65535 for port but received 1.5.'],
    [{ httpPort: -1 }, 'Expected an integer of 0..65535 for httpPort but received -1.'],
    [{ executors: 0 }, 'Expected an integer of 1..1024 for executors but received 0.'],
    [{ threads: NaN }, 'Expected an integer of 1..1024 for threads but received NaN.'],
    [{ drainMs: Infinity }, 'Expected an integer of 0..3600000 for drainMs but received Infinity.'],
    [{ keepaliveMs: 5 }, 'Expected an integer of 1000..3600000 for keepaliveMs but received 5.'],
    [
      { limits: { messageBytes: 10 } },
      'Expected an integer of 1024..2147483647 for limits.messageBytes but received 10.',
    ],
    [
      { limits: { frames: 1 } as never },
      /Expected one of messageBytes, .* for limits but received "frames"\./ as never,
    ],
    [
      { logger: 'loud' as never },
      'Expected one of trace, debug, info, warn, error, silent for logger but received "loud".',
    ],
    [
      { token: 'short' },
      'Expected 8..4096 printable ASCII characters without spaces for token but received 5 characters.',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => compileServerOptions(options)).toThrow(message);
  });

  it('never shows a token', () => {
    expect(() => compileServerOptions({ token: 'with spaces in it' })).toThrow(/received 17 characters/);
  });

  it('listens beyond this machine only with a token or on purpose', () => {
    expect(() => compileServerOptions({ host: '0.0.0.0' })).toThrow(/--token.*--insecure/);
    expect(compileServerOptions({ host: '0.0.0.0', token: 'a-token-of-mine' }).host).toBe('0.0.0.0');
    expect(compileServerOptions({ host: '0.0.0.0', insecure: true }).host).toBe('0.0.0.0');
  });
});
