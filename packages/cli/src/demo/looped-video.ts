import type { EncodedFrame } from '@farsight/client';
import { openSource } from '@farsight/media';

/** A video that begins anew when it is over; indices and times go on. */
export class LoopedVideo {
  readonly #path: string;
  readonly #streamId: string;
  /** Frames of one round; undefined until the first one is read. */
  framesPerLoop: number | undefined;

  constructor(path: string, streamId: string) {
    this.#path = path;
    this.#streamId = streamId;
  }

  /** Frames until the signal fires, or of so many rounds. */
  async *frames(signal: AbortSignal, loops = Infinity): AsyncGenerator<EncodedFrame, void> {
    let index = 0;
    let beginUs = 0;
    for (let loop = 0; loop < loops; loop += 1) {
      await using source = await openSource(this.#path, { streamId: this.#streamId, signal });
      const { num, den } = source.frameRate ?? { num: 25, den: 1 };
      const frameUs = (1e6 * den) / num;
      let endUs = beginUs;
      for await (const frame of source) {
        const ptsUs = Math.round(beginUs + frame.stamp.ptsUs);
        endUs = ptsUs + frameUs;
        yield { ...frame, stamp: { ...frame.stamp, index, ptsUs } };
        index += 1;
      }
      this.framesPerLoop ??= index;
      beginUs = endUs;
    }
  }
}
