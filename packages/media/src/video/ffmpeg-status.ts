import { constants } from 'node:os';
import { FarsightError, type ErrorCode } from '@farsight/protocol';
import {
  AVERROR_EOF,
  AVERROR_EXIT,
  AVERROR_HTTP_FORBIDDEN,
  AVERROR_HTTP_NOT_FOUND,
  AVERROR_HTTP_UNAUTHORIZED,
  AVERROR_INVALIDDATA,
} from 'node-av/constants';
import { FFmpegError, PosixError } from 'node-av/lib';
import { LastingError } from '../lasting-error.js';

/** Their numbers differ between systems. */
const again: number = FFmpegError.AVERROR(PosixError.EAGAIN);
const invalid: number = FFmpegError.AVERROR(PosixError.EINVAL);

/** Whether a status says: nothing to hand out yet, or no more room. */
export function isAgain(status: number): boolean {
  return status === again;
}

/** Whether the status of opening says: a format that is not in `format_whitelist`. */
export function isNotListed(status: number): boolean {
  return status === invalid;
}

/** Whether a status says: that was the last one. */
export function isEnd(status: number): boolean {
  return status === AVERROR_EOF.valueOf();
}

const reasons = new Map<number, string>([
  [AVERROR_INVALIDDATA, 'the data is not what it should be'],
  [AVERROR_EOF, 'it ended too early'],
  [AVERROR_EXIT, 'it was interrupted'],
  // RTSP's 461; FFmpeg's own "protocol not supported" sends people looking for what their build lacks.
  [-constants.errno.EPROTONOSUPPORT, 'it does not send its media over the transport asked for, TCP or UDP'],
]);

/** What asking again does not change. RTSP has the same statuses as HTTP. */
const lastingReasons = new Map<number, string>([
  [AVERROR_HTTP_UNAUTHORIZED, 'user name or password were not accepted'],
  [AVERROR_HTTP_FORBIDDEN, 'access was refused'],
  [AVERROR_HTTP_NOT_FOUND, 'there is nothing at this address'],
]);

/** What a negative status means, as the end of a sentence: "connection refused". */
export function reasonOf(status: number): string {
  const text = reasons.get(status) ?? lastingReasons.get(status) ?? FFmpegError.strerror(status);
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** @throws FarsightError `code` with `what` and the reason, if the status is negative. */
export function checkStatus(status: number, code: ErrorCode, what: string): void {
  if (status >= 0) return;
  const message = `${what}: ${reasonOf(status)}.`;
  throw lastingReasons.has(status) ? new LastingError(code, message) : new FarsightError(code, message);
}
