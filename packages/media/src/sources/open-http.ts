import { FarsightError } from '@farsight/protocol';
import { LastingError } from '../lasting-error.js';
import { completeJpeg } from '../video/mjpeg-packet.js';
import type { CapturedFrame } from '../video/video-reader.js';
import { frameSource, type Tally } from './frame-source.js';
import { askServer, type AskOptions, type HttpAnswer } from './http-answer.js';
import { multipartBodies, multipartBoundary } from './multipart.js';
import { oneImage } from './one-image.js';
import { Reconnecting, type LiveConnection } from './reconnecting.js';
import { redactUrl } from './redact-url.js';
import type { Source, SourceOptions } from './source.js';
import { trustedAuthorities } from './trusted-authorities.js';
import { videoFrameOptions } from './video-frame-options.js';
import { containers, httpInput } from './video-inputs.js';
import { liveFrames, openVideo } from './video-source.js';

/** No picture needs more. */
const maxImageBytes = 1 << 28;

/** Opens what a web server holds: an MJPEG stream, one image, or a video. The server's content type tells which. */
export async function openHttp(url: string, options: SourceOptions): Promise<Source> {
  const answer = await askServer(url, askOptions(options, options.signal));
  const shown = redactUrl(url);
  const streamId = options.streamId ?? new URL(url).host;
  const boundary = multipartBoundary(answer.contentType);
  if (boundary !== undefined) return mjpegSource(answer, boundary, streamId, shown, options);
  if (answer.contentType.startsWith('image/')) return imageSource(answer, streamId, shown, options);
  answer.close();
  if (/^text\/html\b/.test(answer.contentType)) {
    throw new LastingError(
      'SOURCE_FAILED',
      `${shown} is a web page. Give the address of the video or image itself.`,
    );
  }
  return videoSource(answer, streamId, shown, options);
}

function askOptions(options: SourceOptions, signal: AbortSignal | undefined): AskOptions {
  const { stallTimeoutMs: timeoutMs } = videoFrameOptions(options);
  return { timeoutMs, signal, checkRedirect: options.checkRedirect };
}

async function videoSource(
  answer: HttpAnswer,
  streamId: string,
  shown: string,
  options: SourceOptions,
): Promise<Source> {
  const { stallTimeoutMs } = videoFrameOptions(options);
  const tls = answer.url.startsWith('https:') ? await trustedAuthorities(false) : {};
  const isPlaylist = answer.contentType.includes('mpegurl');
  const isWhole = answer.contentLength !== undefined && !isPlaylist;
  return openVideo(
    {
      kind: 'http',
      streamId,
      input: httpInput(answer.url, shown, stallTimeoutMs, {
        ...tls,
        ...(options.checkRedirect !== undefined && noDetours),
      }),
      isLive: (durationUs) => durationUs === undefined && !isWhole,
    },
    options,
  );
}

/** FFmpeg would follow redirections and the addresses of a playlist without asking anybody. */
const noDetours = { max_redirects: 0, format_whitelist: containers.join(',') };

async function imageSource(
  answer: HttpAnswer,
  streamId: string,
  shown: string,
  options: SourceOptions,
): Promise<Source> {
  const data = await wholeBody(answer, shown, options.signal ?? new AbortController().signal);
  return oneImage('http', streamId, data, shown, options);
}

async function wholeBody(answer: HttpAnswer, shown: string, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  for await (const chunk of answer.chunks(signal)) {
    byteLength += chunk.length;
    if (byteLength > maxImageBytes) {
      throw new FarsightError(
        'SOURCE_FAILED',
        `${shown} is too large for an image: over ${maxImageBytes} bytes.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function mjpegSource(
  answer: HttpAnswer,
  boundary: string,
  streamId: string,
  shown: string,
  options: SourceOptions,
): Source {
  const frameOptions = videoFrameOptions(options);
  let counts: Tally | undefined;
  const first = new MjpegConnection(answer, boundary, shown, () => counts);
  const reopen = async (signal: AbortSignal): Promise<LiveConnection> => {
    const again = await askServer(answer.url, askOptions(options, signal));
    return new MjpegConnection(again, multipartBoundary(again.contentType) ?? boundary, shown, () => counts);
  };
  const connection: LiveConnection =
    (options.reconnect ?? true)
      ? new Reconnecting(first, { shown, endIsLoss: false, reopen }, () => counts)
      : first;
  return frameSource(
    streamId,
    {
      kind: 'http',
      live: true,
      frames: (signal, tally) => {
        counts = tally;
        const open = (stop: AbortSignal): AsyncGenerator<CapturedFrame> => connection.frames(stop);
        return liveFrames(open, streamId, frameOptions, signal, tally);
      },
      close: () => connection.close(),
    },
    options,
  );
}

/** One connection to an MJPEG stream. Its pictures are timed by their arrival: the stream itself has no times. */
class MjpegConnection implements LiveConnection {
  readonly #answer: HttpAnswer;
  readonly #boundary: string;
  readonly #shown: string;
  readonly #tally: () => Tally | undefined;

  constructor(answer: HttpAnswer, boundary: string, shown: string, tally: () => Tally | undefined) {
    this.#answer = answer;
    this.#boundary = boundary;
    this.#shown = shown;
    this.#tally = tally;
  }

  async *frames(signal: AbortSignal): AsyncGenerator<CapturedFrame, void, undefined> {
    let startMs: number | undefined;
    let lastUs = -1;
    const end = { isTold: false };
    const onEnd = (): void => {
      end.isTold = true;
    };
    for await (const body of multipartBodies(this.#answer.chunks(signal), this.#boundary, onEnd)) {
      const jpeg = completeJpeg(body);
      if (jpeg === undefined) {
        const message = `A picture of ${this.#shown} is broken and was left out.`;
        this.#tally()?.problem({ error: new FarsightError('SOURCE_FAILED', message) });
        continue;
      }
      startMs ??= performance.now();
      lastUs = Math.max(lastUs + 1, Math.round(1000 * (performance.now() - startMs)));
      yield { ptsUs: lastUs, jpeg };
    }
    // A camera that restarts closes its connections too.
    if (!end.isTold) throw new FarsightError('SOURCE_FAILED', `${this.#shown} broke off the stream.`);
  }

  close(): Promise<void> {
    this.#answer.close();
    return Promise.resolve();
  }
}
