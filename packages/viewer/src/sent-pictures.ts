import { imageBytes } from './frame-image.js';
import type { TakenPicture } from './own-video.js';

/**
 * Most pictures that may be under way. More would hide a longer way to the server, but also grow old wherever the way is too
 * narrow or the encoder too slow: eight are 40 frames per second over 0.2 s, and 0.8 s where only ten per second get through.
 */
const most = { pictures: 8, bytes: 128 * 2 ** 20 };

/**
 * An encoder that takes longer than this for so many pictures gives fewer than ten per second. None counts for more than
 * `mostMs`: one or two can be late for other reasons. Not each by itself: Firefox gives them in twos.
 */
const tooSlow = { pictures: 6, ms: 600, mostMs: 300 };

interface Sent extends TakenPicture {
  readonly takenMs: number;
  /** Index of its frame; undefined while it is being encoded. */
  index?: number;
}

/** The pictures of a stream whose results have not come yet. Owns them. */
export class SentPictures {
  #pictures: Sent[] = [];
  readonly #now: () => number;
  #nextIndex = 0;
  #lastEncodedMs = -Infinity;
  /** How long the encoder took for the last pictures. */
  #encodeMs: number[] = [];
  #room: () => void = () => undefined;
  /** Pictures that the page itself did not send. */
  left = 0;

  /** @param now - clock in milliseconds; default: the page's. For tests. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Resolves when another may be sent. With one under way there may always be a second. */
  async room(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#isFull()) {
      await new Promise<void>((resolve) => {
        this.#room = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  /** Whether the encoder is too slow for live video, or keeps as many pictures as may be under way and gives none of them. */
  get encoderFails(): boolean {
    const holdsAll = this.#isFull() && this.#pictures.every(({ index }) => index === undefined);
    return holdsAll || this.#encodeMs.reduce((sum, ms) => sum + ms, 0) > tooSlow.ms;
  }

  #isFull(): boolean {
    const bytes = this.#pictures.reduce((sum, { picture }) => sum + imageBytes(picture), 0);
    return this.#pictures.length >= most.pictures || (this.#pictures.length > 1 && bytes >= most.bytes);
  }

  /** Notes a picture that is being encoded. */
  add(taken: TakenPicture): void {
    this.left += taken.missed;
    this.#pictures.push({ ...taken, takenMs: this.#now() });
  }

  /** Notes that a picture was encoded; those before it, which were not, never will be. Returns the index of its frame. */
  encoded(ptsUs: number): number {
    const index = this.#nextIndex++;
    const waiting = this.#pictures.filter((sent) => sent.index === undefined);
    const at = waiting.findIndex((sent) => sent.ptsUs === ptsUs);
    const encoded = waiting[at];
    if (encoded === undefined) return index;
    encoded.index = index;
    this.#measure(encoded);
    this.#leave(waiting.slice(0, at));
    return index;
  }

  /** One picture is encoded after the other. */
  #measure({ takenMs }: Sent): void {
    const nowMs = this.#now();
    const tookMs = nowMs - Math.max(takenMs, this.#lastEncodedMs);
    this.#encodeMs = [...this.#encodeMs, Math.min(tookMs, tooSlow.mostMs)].slice(-tooSlow.pictures);
    this.#lastEncodedMs = nowMs;
  }

  /** Notes that there is another encoder from now on: of the pictures that are not encoded none will be. */
  encoderEnded(): void {
    this.#encodeMs = [];
    this.#leave(this.#pictures.filter(({ index }) => index === undefined));
  }

  #leave(left: readonly Sent[]): void {
    this.#pictures = this.#pictures.filter((sent) => !left.includes(sent));
    for (const { picture } of left) picture.close();
    this.left += left.length;
    this.#room();
  }

  /** Hands over the picture of a frame that was answered. Those before it were dropped on their way. */
  take(index: number): { readonly picture: ImageBitmap; readonly latencyMs: number } | undefined {
    const at = this.#pictures.findIndex((sent) => sent.index === index);
    if (at < 0) return undefined;
    const taken = this.#pictures.splice(0, at + 1);
    const answered = taken.pop();
    for (const { picture } of taken) picture.close();
    this.#room();
    return answered && { picture: answered.picture, latencyMs: this.#now() - answered.takenMs };
  }

  /** Gives up what is under way. */
  close(): void {
    for (const { picture } of this.#pictures.splice(0)) picture.close();
  }
}
