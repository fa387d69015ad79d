import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConnectionError, FarsightError, NetworkNotFoundError, errorCodes, errorOfCode } from '../index.js';

describe('FarsightError', () => {
  it('passes itself through and wraps anything else with neutral text', () => {
    const own = new FarsightError('INVALID_FRAME', 'bad');
    expect(FarsightError.from(own)).toBe(own);
    const foreign = FarsightError.from(new Error('/home/me/secret.onnx: segfault'));
    expect(foreign.code).toBe('INTERNAL');
    expect(foreign.message).not.toContain('secret');
    expect(foreign.cause).toBeInstanceOf(Error);
  });

  it('turns an abort into CANCELLED', () => {
    expect(FarsightError.from(new DOMException('stop', 'AbortError')).code).toBe('CANCELLED');
  });

  it('recognises the errors of another copy of the package', () => {
    const brand = Symbol.for('farsight.FarsightError');
    const other = Object.defineProperty(new Error('x'), brand, { value: true });
    expect(FarsightError.is(other)).toBe(true);
    expect(FarsightError.is(new Error('x'))).toBe(false);
  });

  it('comes back from the wire as the class of its code', () => {
    expect(errorOfCode('NETWORK_NOT_FOUND', 'x')).toBeInstanceOf(NetworkNotFoundError);
    expect(errorOfCode('CONNECTION_LOST', 'x')).toBeInstanceOf(ConnectionError);
    expect(errorOfCode('INTERNAL', 'x').constructor).toBe(FarsightError);
    for (const code of errorCodes) expect(errorOfCode(code, 'x').code).toBe(code);
  });
});

describe('docs/errors.md', () => {
  it('explains exactly the codes there are', () => {
    const page = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
    const documented = [...page.matchAll(/^\| `([A-Z_]+)`\s*\|/gm)].map((match) => match[1]);
    expect([...documented].sort()).toEqual([...errorCodes].sort());
  });
});
