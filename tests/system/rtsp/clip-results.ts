import { remoteStream, type Meta } from '@farsight/client';
import { openSource } from '@farsight/media';
import type { Stamp } from '@farsight/protocol';
import { detectionsIn } from '../../e2e/support/samples.js';
import { compareDetections, type FoundDetections } from '../../reference/compare.js';

/** Results of a frame that a camera sent. */
export interface LiveResult {
  readonly stamp: Stamp;
  readonly meta: Meta;
}

/** How results of a camera compare with those of the clip it plays. */
export interface Likeness {
  /** Share of the results that are those of their frame of the clip, every box of it, 0..1. */
  readonly share: number;
  /** Boxes in those frames of the clip. */
  readonly boxes: number;
}

/** JPEG, on the way from the camera's video, moves boxes and scores this little. */
const near = { iou: 0.85, score: 0.1 };
const tolerance = { ...near, strict: { ...near, shareAtLeast: 1 } };

/** What a network finds in each frame of a clip. */
export class ClipResults {
  readonly #frames: readonly FoundDetections[];
  readonly #frameUs: number;
  readonly #threshold: number;

  private constructor(frames: readonly FoundDetections[], frameUs: number, threshold: number) {
    this.#frames = frames;
    this.#frameUs = frameUs;
    this.#threshold = threshold;
  }

  /** Has a server run the file, every frame. `threshold`: the network's own, for scores. */
  static async of(path: string, address: string, network: string, threshold: number): Promise<ClipResults> {
    await using source = await openSource(path, { wire: 'video' });
    const frames: FoundDetections[] = [];
    let lastUs = 0;
    for await (const { stamp, meta } of remoteStream(address, source, network)) {
      frames.push(listed(meta));
      lastUs = stamp.ptsUs;
    }
    return new ClipResults(frames, lastUs / (frames.length - 1), threshold);
  }

  /**
   * Compares the results of one connection with those of the clip, which the camera plays over and over. Which frame of it the
   * first result is of nobody tells: it is the one that makes the best of all. From there on times say which.
   */
  likeness(results: readonly LiveResult[]): Likeness {
    const found = results.map(({ meta }) => listed(meta));
    const likenesses = this.#frames.map((_, first) => this.#likenessFrom(first, results, found));
    return likenesses.reduce((best, one) => (one.share > best.share ? one : best));
  }

  #likenessFrom(first: number, results: readonly LiveResult[], found: readonly FoundDetections[]): Likeness {
    let boxes = 0;
    let right = 0;
    for (const [at, { stamp }] of results.entries()) {
      const passed = Math.round((stamp.ptsUs - results[0]!.stamp.ptsUs) / this.#frameUs);
      const expected = this.#frames[(first + passed) % this.#frames.length]!;
      boxes += expected.boxes.length;
      const { problems } = compareDetections(found[at]!, expected, tolerance, this.#threshold);
      if (problems.length === 0) right += 1;
    }
    return { share: right / results.length, boxes };
  }
}

function listed(meta: Meta): FoundDetections {
  const { boxes, scores, classIds, count } = detectionsIn(meta);
  return {
    boxes: Array.from({ length: count }, (_, at) => [...boxes.slice(4 * at, 4 * at + 4)]),
    scores: [...scores],
    classIds: [...classIds],
  };
}
