import { FarsightError } from '@farsight/protocol';
import { LastingError } from '../lasting-error.js';
import { findHost } from './find-host.js';
import { redactUrl } from './redact-url.js';
import type { Source, SourceOptions } from './source.js';
import { trustedAuthorities } from './trusted-authorities.js';
import { videoFrameOptions } from './video-frame-options.js';
import { rtspInput, type FfmpegOptions } from './video-inputs.js';
import { openVideo } from './video-source.js';

/**
 * Opens an RTSP stream. A server that tells a length plays a recording: its end is the end of the source. A camera that stops
 * has failed.
 */
export async function openRtsp(url: string, options: SourceOptions): Promise<Source> {
  const { stallTimeoutMs } = videoFrameOptions(options);
  const { rtspTransport = 'auto', insecureTls = false } = options;
  const shown = redactUrl(url);
  const host = await findHost(url, stallTimeoutMs, options.signal);
  const tls: FfmpegOptions = url.toLowerCase().startsWith('rtsps:')
    ? await trustedAuthorities(insecureTls)
    : {};
  let hasEnd = false;
  const opening = openVideo(
    {
      kind: 'rtsp',
      streamId: options.streamId ?? host,
      input: rtspInput(url, shown, rtspTransport, stallTimeoutMs, tls),
      isLive: (durationUs) => {
        hasEnd = durationUs !== undefined;
        return true;
      },
      onEnd: () => {
        if (!hasEnd) throw new FarsightError('SOURCE_FAILED', `${shown} ended the stream.`);
      },
    },
    options,
  );
  return tls.tls_verify === 1 ? opening.catch(hintAtCertificate) : opening;
}

/** FFmpeg does not say that a certificate was the reason. */
function hintAtCertificate(error: unknown): never {
  const isOther = error instanceof LastingError;
  if (isOther || !FarsightError.is(error) || error.code !== 'SOURCE_FAILED') throw error;
  const hint = 'If its certificate is self-signed, name it in NODE_EXTRA_CA_CERTS or allow insecure TLS.';
  throw new FarsightError(error.code, `${error.message} ${hint}`, { cause: error.cause });
}
