/**
 * Every code an error of Farsight can have. `docs/errors.md` says for each what it means and what to do; a test keeps
 * the two lists equal.
 */
export const errorCodes = [
  'CANCELLED',
  'CONNECTION_FAILED',
  'CONNECTION_LOST',
  'DEADLINE_EXCEEDED',
  'EXECUTOR_CRASHED',
  'FRAME_TOO_LARGE',
  'INTERNAL',
  'INVALID_ARGUMENT',
  'INVALID_FRAME',
  'INVALID_NETWORK',
  'LIMIT_EXCEEDED',
  'MESSAGE_TOO_LARGE',
  'NETWORK_LOAD_FAILED',
  'NETWORK_NOT_FOUND',
  'NOT_ALLOWED',
  'OUTPUT_FAILED',
  'PORT_IN_USE',
  'SHUTTING_DOWN',
  'SOURCE_FAILED',
  'SOURCE_NOT_FOUND',
  'UNAUTHENTICATED',
  'UNSUPPORTED',
  'WEIGHTS_CORRUPT',
  'WEIGHTS_UNAVAILABLE',
] as const;

/** See {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];

/** Whether a string is one of the {@link errorCodes}. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(value);
}

const brand = Symbol.for('farsight.FarsightError');

/**
 * The only error Farsight throws on purpose. `code` is stable and meant for programs, `message` tells a person what is
 * wrong and what to do, `cause` has the original error where there is one (it never crosses the wire).
 */
export class FarsightError extends Error {
  override readonly name: string = 'FarsightError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Recognises errors of another copy of this package too. */
  static is(value: unknown): value is FarsightError {
    return value instanceof Error && (value as { [brand]?: boolean })[brand] === true;
  }

  /** The value itself if it is a FarsightError, else one of `code` with neutral text and the value as its cause. */
  static from(
    value: unknown,
    code: ErrorCode = 'INTERNAL',
    message = 'Something unexpected went wrong.',
  ): FarsightError {
    if (FarsightError.is(value)) return value;
    if (value instanceof Error && value.name === 'AbortError') {
      return new FarsightError('CANCELLED', 'The operation was cancelled.', { cause: value });
    }
    return new FarsightError(code, message, { cause: value });
  }
}

/** The server has no network of this name. */
export class NetworkNotFoundError extends FarsightError {
  override readonly name = 'NetworkNotFoundError';
  constructor(message: string, options?: ErrorOptions) {
    super('NETWORK_NOT_FOUND', message, options);
  }
}

/** The server could not be reached, or the connection broke. */
export class ConnectionError extends FarsightError {
  override readonly name = 'ConnectionError';
}

/** Makes the error of the right class for a code that came over the wire. */
export function errorOfCode(code: ErrorCode, message: string, options?: ErrorOptions): FarsightError {
  switch (code) {
    case 'NETWORK_NOT_FOUND':
      return new NetworkNotFoundError(message, options);
    case 'CONNECTION_FAILED':
    case 'CONNECTION_LOST':
      return new ConnectionError(code, message, options);
    default:
      return new FarsightError(code, message, options);
  }
}
