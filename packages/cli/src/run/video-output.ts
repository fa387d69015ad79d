import { openVideoWriter, type VideoWriter } from '@farsight/media';
import type { Received, Receiver } from './receiver.js';
import { WrittenFiles, type SegmentFiles } from './segment-files.js';

/** Writes the annotated frames into H.264 MP4s, each frame at its own time and each segment into a file of its own. */
export class VideoOutput implements Receiver {
  readonly wantsPixels = true;
  readonly #fileOf: SegmentFiles;
  readonly #inputs: readonly string[];
  readonly #written = new WrittenFiles();
  #writer: VideoWriter;
  #segment = 0;

  private constructor(writer: VideoWriter, fileOf: SegmentFiles, inputs: readonly string[]) {
    this.#writer = writer;
    this.#fileOf = fileOf;
    this.#inputs = inputs;
  }

  /**
   * Opens the file of the first segment.
   *
   * @param inputs - files that must not be overwritten
   * @throws FarsightError OUTPUT_FAILED
   */
  static async open(fileOf: SegmentFiles, inputs: readonly string[]): Promise<VideoOutput> {
    return new VideoOutput(await openVideoWriter(fileOf(0), { inputs }), fileOf, inputs);
  }

  async receive({ item, painted, segment }: Received): Promise<void> {
    if (painted === undefined) return;
    if (segment !== this.#segment) await this.#begin(segment);
    await this.#writer.write(painted, item.stamp.ptsUs);
    if (this.#writer.frameCount === 1) this.#written.add(this.#fileOf(segment));
  }

  async #begin(segment: number): Promise<void> {
    await this.#writer.close();
    this.#writer = await openVideoWriter(this.#fileOf(segment), { inputs: this.#inputs });
    this.#segment = segment;
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  report(): readonly string[] {
    return this.#written.report();
  }
}
