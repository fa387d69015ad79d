import { FarsightError } from '@farsight/protocol';
import { findHost } from '../sources/find-host.js';
import { redactUrl } from '../sources/redact-url.js';
import { trustedAuthorities } from '../sources/trusted-authorities.js';
import { PublishedStream } from './published-stream.js';
import { QueuedPublisher, type PublishOptions, type StreamPublisher } from './stream-publisher.js';

/** Finding the address of a host that takes longer has failed, in milliseconds. */
const lookupMs = 5_000;

/**
 * Prepares to publish frames as an H.264 stream on an RTSP server that takes streams (ANNOUNCE and RECORD), such as MediaMTX.
 * It is connected to with the first frame, and again whenever it was lost or the frames change their size.
 *
 * @param url - `rtsp://[user:password@]host[:port]/name`, or `rtsps://…`; no message repeats its user, password or query
 * @throws FarsightError INVALID_ARGUMENT if it is no such URL, OUTPUT_FAILED if there is no such host, CANCELLED.
 */
export async function openStreamPublisher(url: string, options: PublishOptions): Promise<StreamPublisher> {
  const shown = redactUrl(url);
  const [, tls] = /^rtsp(s?):\/\//i.exec(url) ?? [];
  if (tls === undefined || !URL.canParse(url) || new URL(url).hostname === '') {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected rtsp://host/name or rtsps://host/name for a stream to publish but received ${shown}. ` +
        'Write characters like / ? # @ of a password as %2F %3F %23 %40.',
    );
  }
  await findHost(url, lookupMs, options.stop).catch((error: unknown) => {
    if (!FarsightError.is(error) || error.code !== 'SOURCE_NOT_FOUND') throw error;
    throw new FarsightError('OUTPUT_FAILED', error.message, { cause: error.cause });
  });
  const target = { url, shown, options: tls === '' ? {} : await trustedAuthorities(false) };
  const open = (size: { width: number; height: number }, signal: AbortSignal): Promise<PublishedStream> => {
    const opening = PublishedStream.open(target, size, signal);
    return tls === '' ? opening : opening.catch(hintAtCertificate);
  };
  return new QueuedPublisher({ shown, open }, options);
}

/** FFmpeg does not say that a certificate was the reason. */
function hintAtCertificate(error: unknown): never {
  if (!FarsightError.is(error) || error.code !== 'OUTPUT_FAILED') throw error;
  const hint = 'If its certificate is self-signed, name it in NODE_EXTRA_CA_CERTS.';
  throw new FarsightError(error.code, `${error.message} ${hint}`, { cause: error.cause });
}
