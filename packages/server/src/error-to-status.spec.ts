import { readFileSync } from 'node:fs';
import { FarsightError, errorCodes, type ErrorCode } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { errorForClient, errorToStatus, isServerFault, statusOfCode } from './error-to-status.js';
import { Status, StatusError } from './grpc/status.js';

describe('statusOfCode', () => {
  it('is the table of docs/errors.md', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| ([A-Z_]+|–) \|/gm)];
    const documented = new Map(rows.map(([, code, status]) => [code, status]));
    const nameOf = new Map(Object.entries(Status).map(([name, number]) => [number, name]));
    const served = errorCodes.filter((code) => documented.get(code) !== '–');
    expect(served.map((code) => [code, nameOf.get(statusOfCode[code])])).toEqual(
      served.map((code) => [code, documented.get(code)]),
    );
  });
});

describe('errorToStatus', () => {
  it('sends code, text and status of an error that is meant for clients', () => {
    expect(errorToStatus(new FarsightError('INVALID_FRAME', 'Expected 12 bytes.'))).toEqual({
      status: Status.INVALID_ARGUMENT,
      message: 'Expected 12 bytes.',
      trailers: { 'farsight-code': 'INVALID_FRAME' },
    });
  });

  it('sends a neutral text for anything it does not know', () => {
    for (const thrown of [new TypeError('at /home/x'), 'text', undefined, { message: '/etc' }]) {
      expect(errorToStatus(thrown)).toEqual({
        status: Status.INTERNAL,
        message: 'Something unexpected went wrong on the server.',
        trailers: { 'farsight-code': 'INTERNAL' },
      });
    }
  });

  it.each<ErrorCode>([
    'INVALID_NETWORK',
    'NETWORK_LOAD_FAILED',
    'WEIGHTS_CORRUPT',
    'WEIGHTS_UNAVAILABLE',
    'INTERNAL',
  ])('keeps what %s says to the operator from clients', (code) => {
    const error = new FarsightError(code, 'In /srv/networks/x.yaml: onnxruntime said no.');
    expect(errorForClient(error).code).toBe(code);
    expect(errorForClient(error).message).not.toMatch(/srv|onnx/);
    expect(isServerFault(error)).toBe(true);
  });

  it('sends a status that was chosen as it is', () => {
    const status = { status: Status.NOT_FOUND, message: 'no such service' };
    expect(errorToStatus(new StatusError(status))).toBe(status);
    expect(isServerFault(new StatusError(status))).toBe(false);
  });

  it('takes a cancelled operation for cancelled', () => {
    const aborted = new DOMException('x', 'AbortError');
    expect(errorToStatus(aborted)).toMatchObject({ status: Status.CANCELLED });
    expect(isServerFault(aborted)).toBe(false);
  });
});
