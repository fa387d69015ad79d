import { openVideoWriter, type VideoWriter } from '@farsight/media';
import type { Received, Receiver } from './receiver.js';

/** Writes the annotated frames into an H.264 MP4, each at its own time. */
export class VideoOutput implements Receiver {
  readonly wantsPixels = true;
  readonly #writer: VideoWriter;

  private constructor(writer: VideoWriter) {
    this.#writer = writer;
  }

  /**
   * @param inputs - files that must not be overwritten
   * @throws FarsightError OUTPUT_FAILED
   */
  static async open(path: string, inputs: readonly string[]): Promise<VideoOutput> {
    return new VideoOutput(await openVideoWriter(path, { inputs }));
  }

  async receive({ item, painted }: Received): Promise<void> {
    if (painted !== undefined) await this.#writer.write(painted, item.stamp.ptsUs);
  }

  close(): Promise<void> {
    return this.#writer.close();
  }
}
