import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeStatusMessage, parseTimeoutMs, requestMetadata, statusTrailers } from './grpc-headers.js';
import { Status } from './status.js';

describe('parseTimeoutMs', () => {
  it.each([
    ['1H', 3_600_000],
    ['2M', 120_000],
    ['15S', 15_000],
    ['250m', 250],
    ['500u', 0.5],
    ['99999999n', 99.999999],
  ])('reads %s', (header, expected) => {
    expect(parseTimeoutMs(header)).toBeCloseTo(expected, 9);
  });

  it('tells none from nonsense', () => {
    expect(parseTimeoutMs(undefined)).toBeUndefined();
    for (const header of ['', '5', 'S', '-1S', '1.5S', '123456789S', '5s', ' 5S']) {
      expect(parseTimeoutMs(header)).toBeNaN();
    }
  });
});

describe('requestMetadata', () => {
  it('leaves out what belongs to the transport', () => {
    const headers = { ':path': '/a', te: 'trailers', 'content-type': 'application/grpc', authorization: 'x' };
    expect([...requestMetadata(headers)]).toEqual([['authorization', 'x']]);
  });
});

describe('encodeStatusMessage', () => {
  it('survives the way through a header, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = encodeStatusMessage(text);
        expect(encoded).toMatch(/^[\x20-\x7e]*$/);
        expect(decodeURIComponent(encoded)).toBe(text);
      }),
    );
  });
});

describe('statusTrailers', () => {
  it('has the status, the text and what else is to be said', () => {
    expect(
      statusTrailers({ status: Status.NOT_FOUND, message: 'no', trailers: { 'farsight-code': 'X' } }),
    ).toEqual({
      'grpc-status': '5',
      'grpc-message': 'no',
      'farsight-code': 'X',
    });
    expect(statusTrailers({ status: Status.OK, message: '' })).toEqual({ 'grpc-status': '0' });
  });
});
