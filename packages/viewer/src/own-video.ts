/** What a video showed at a moment. */
export interface TakenPicture {
  /** Upright, in square pixels. Belongs to whoever takes it. */
  readonly picture: ImageBitmap;
  /** From the start of the video. */
  readonly ptsUs: number;
  /** Pictures that were shown since the one taken before, and not taken. */
  readonly missed: number;
}

/** A video that plays: a file, or the camera. */
export interface OwnVideo {
  readonly name: string;
  /** Begins, or goes on; what was shown meanwhile does not count as missed. */
  play(): Promise<void>;
  pause(): void;
  /** The next picture that is shown; undefined after the last, or once aborted. */
  next(signal: AbortSignal): Promise<TakenPicture | undefined>;
  close(): void;
}

/** Takes the pictures of a video element as it plays. */
export class VideoElement implements OwnVideo {
  readonly name: string;
  readonly #element: HTMLVideoElement;
  readonly #free: () => void;
  /** How many pictures were shown, up to the one taken last. */
  #shown: number | undefined;

  /** @param free - called once, at the end */
  constructor(name: string, element: HTMLVideoElement, free: () => void) {
    this.name = name;
    this.#element = element;
    this.#free = free;
  }

  async play(): Promise<void> {
    this.#shown = undefined;
    // It rejects for those that have ended too.
    if (!this.#element.ended) await this.#element.play();
  }

  pause(): void {
    this.#element.pause();
  }

  async next(signal: AbortSignal): Promise<TakenPicture | undefined> {
    const metadata = await nextPicture(this.#element, signal);
    if (metadata === undefined || this.#element.videoWidth === 0) return undefined;
    const picture = await createImageBitmap(this.#element);
    const { mediaTime, presentedFrames } = metadata;
    const missed = Math.max(0, presentedFrames - (this.#shown ?? presentedFrames - 1) - 1);
    this.#shown = presentedFrames;
    return { picture, ptsUs: Math.round(1e6 * mediaTime), missed };
  }

  close(): void {
    this.pause();
    this.#free();
  }
}

/** Resolves when there is a picture that was not there before; with undefined when there will be none, or once aborted. */
function nextPicture(
  element: HTMLVideoElement,
  signal: AbortSignal,
): Promise<VideoFrameCallbackMetadata | undefined> {
  if (element.ended || signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const done = (metadata?: VideoFrameCallbackMetadata): void => {
      element.cancelVideoFrameCallback(wanted);
      element.removeEventListener('ended', end);
      signal.removeEventListener('abort', end);
      resolve(metadata);
    };
    const end = (): void => done();
    const wanted = element.requestVideoFrameCallback((_, metadata) => done(metadata));
    element.addEventListener('ended', end);
    signal.addEventListener('abort', end);
  });
}
