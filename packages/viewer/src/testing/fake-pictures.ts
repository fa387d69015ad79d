import type { OwnVideo, TakenPicture } from '../own-video.js';
import type { OnEncoded, PictureEncoder, PictureFormat } from '../picture-encoder.js';

/** A picture without pixels that counts how often it is closed. */
export class FakePicture implements ImageBitmap {
  closed = 0;
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
  close(): void {
    this.closed += 1;
  }
}

/** A video of so many pictures, each shown as soon as it is asked for. */
export class FakeVideo implements OwnVideo {
  readonly name = 'clip.mp4';
  readonly pictures: FakePicture[] = [];
  readonly log: string[] = [];
  readonly #count: number;
  readonly #size: (index: number) => number;

  /** @param size - width and height of a picture */
  constructor(count: number, size: (index: number) => number = () => 8) {
    this.#count = count;
    this.#size = size;
  }

  play(): Promise<void> {
    this.log.push('play');
    return Promise.resolve();
  }

  pause(): void {
    this.log.push('pause');
  }

  async next(signal: AbortSignal): Promise<TakenPicture | undefined> {
    // As a real one, it shows its pictures one at a time.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const index = this.pictures.length;
    if (signal.aborted || index === this.#count) return undefined;
    const picture = new FakePicture(this.#size(index), this.#size(index));
    this.pictures.push(picture);
    return { picture, ptsUs: 1000 * index, missed: 0 };
  }

  close(): void {
    this.log.push('close');
  }
}

/** Encodes a picture as its own time, in one byte. */
export class FakeEncoder implements PictureEncoder {
  readonly format: PictureFormat = 'jpeg';
  readonly #onEncoded: OnEncoded;
  readonly #leaveOut: (ptsUs: number) => boolean;
  begun = 0;
  closed = 0;

  /** @param leaveOut - of which pictures nothing comes */
  constructor(onEncoded: OnEncoded, leaveOut: (ptsUs: number) => boolean = () => false) {
    this.#onEncoded = onEncoded;
    this.#leaveOut = leaveOut;
  }

  encode(_picture: ImageBitmap, ptsUs: number): void {
    if (this.#leaveOut(ptsUs)) return;
    this.#onEncoded({ codec: 'jpeg', data: Uint8Array.of(ptsUs / 1000) }, ptsUs);
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  begin(): void {
    this.begun += 1;
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.closed += 1;
  }
}

/** Gives nothing before it is flushed. */
export class FakeSlowEncoder extends FakeEncoder {
  override readonly format = 'avc1';
  readonly #held: [ImageBitmap, number][] = [];

  override encode(picture: ImageBitmap, ptsUs: number): void {
    this.#held.push([picture, ptsUs]);
  }

  override flush(): Promise<void> {
    for (const [picture, ptsUs] of this.#held.splice(0)) super.encode(picture, ptsUs);
    return Promise.resolve();
  }
}
