import { ClientError, Status } from 'nice-grpc-common';
import { ConnectionError, FarsightError, NetworkNotFoundError } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { errorOfCall, type FailedCall } from './status-error.js';

const call: FailedCall = { server: 'host:5000', answered: true, code: undefined, aborted: false };

function errorOf(status: Status, details: string, more: Partial<FailedCall> = {}): FarsightError {
  return errorOfCall(new ClientError('/farsight.v1.Farsight/Infer', status, details), { ...call, ...more });
}

describe('the error of a gRPC call', () => {
  it("has the server's own code and words where it sent them", () => {
    const error = errorOf(Status.UNAVAILABLE, 'going down', { code: 'SHUTTING_DOWN' });
    expect([error.code, error.message]).toEqual(['SHUTTING_DOWN', 'going down']);
    expect(errorOf(Status.NOT_FOUND, 'no such', { code: 'NETWORK_NOT_FOUND' })).toBeInstanceOf(
      NetworkNotFoundError,
    );
  });

  it('ignores a code it does not know', () => {
    expect(errorOf(Status.NOT_FOUND, 'no such', { code: 'NEWER_CODE' }).code).toBe('NETWORK_NOT_FOUND');
  });

  it('has a code for every status', () => {
    const statuses = Object.values(Status).filter((value): value is Status => typeof value === 'number');
    expect(statuses).toHaveLength(17);
    for (const status of statuses) {
      const error = errorOf(status, 'words');
      expect(FarsightError.is(error)).toBe(true);
      expect(error.cause).toBeInstanceOf(ClientError);
    }
  });

  it.each([
    [Status.INVALID_ARGUMENT, 'INVALID_ARGUMENT'],
    [Status.DEADLINE_EXCEEDED, 'DEADLINE_EXCEEDED'],
    [Status.RESOURCE_EXHAUSTED, 'LIMIT_EXCEEDED'],
    [Status.UNIMPLEMENTED, 'UNSUPPORTED'],
    [Status.PERMISSION_DENIED, 'UNAUTHENTICATED'],
    [Status.UNKNOWN, 'INTERNAL'],
  ] as const)('maps status %i to %s', (status, code) => {
    expect(errorOf(status, 'words').code).toBe(code);
  });

  it.each([
    [Status.UNAVAILABLE, 'Connection dropped'],
    [Status.CANCELLED, 'Call cancelled'],
    [Status.INTERNAL, 'Received RST_STREAM with code 2 triggered by internal client error: read ECONNRESET'],
  ])('tells a lost connection: %i %s', (status, details) => {
    const error = errorOf(status, details);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.code).toBe('CONNECTION_LOST');
    expect(error.message).not.toContain(details);
  });

  it.each([
    ['No connection established. Last error: Error: connect ECONNREFUSED 10.0.0.1:5000', 'nothing listens'],
    ['Name resolution failed for target dns:nowhere', 'host name'],
    ['No connection established. Last error: connect EHOSTUNREACH', 'cannot be reached'],
    ['No connection established. Last error: connect ETIMEDOUT', 'does not answer'],
    ['certificate has expired', 'expired'],
    ['Protocol error', 'not with gRPC'],
  ])('tells why no connection was made: %s', (details, words) => {
    const error = errorOf(Status.UNAVAILABLE, details, { answered: false });
    expect(error.code).toBe('CONNECTION_FAILED');
    expect(error.message).toContain('host:5000');
    expect(error.message).toContain(words);
  });

  it('is CONNECTION_FAILED when a server that answered before cannot be reached again', () => {
    const error = errorOf(Status.UNAVAILABLE, 'No connection established. Last error: connect ECONNREFUSED');
    expect(error.code).toBe('CONNECTION_FAILED');
  });

  it.each([
    [
      'Received message larger than max (9000000 vs 4194304)',
      'allowed (4194304 bytes). Ask for fewer results',
    ],
    [
      'Sent message larger than max (9000000 vs. 4194304)',
      'allowed (4194304 bytes). Send the frame compressed',
    ],
    ['Attempted to send message with a size larger than max', 'larger than allowed. Send'],
  ])('tells that a message was too large: %s', (details, words) => {
    const error = errorOf(Status.RESOURCE_EXHAUSTED, details);
    expect(error.code).toBe('MESSAGE_TOO_LARGE');
    expect(error.message).toContain(words);
  });

  it('is CANCELLED whenever the caller gave up', () => {
    expect(errorOf(Status.UNAVAILABLE, 'whatever', { aborted: true }).code).toBe('CANCELLED');
  });

  it('keeps the words of unknown errors to itself', () => {
    const error = errorOfCall(new TypeError('secret'), call);
    expect([error.code, error.message]).toEqual(['INTERNAL', 'Something unexpected went wrong.']);
  });
});
