import type { Finisher } from '@farsight/engine';
import { FarsightError, type FrameResult } from '@farsight/protocol';
import { mergeResults } from './merge-results.js';
import type { PlannedNetwork } from './stream-plan.js';

/** The last step of a stream's frames, in their order: trackers and what else remembers the frames before. */
export class FrameFinish {
  readonly #networks: readonly PlannedNetwork[];
  /** By network. */
  readonly #finishers: readonly (Finisher | undefined)[];

  constructor(networks: readonly PlannedNetwork[]) {
    this.#networks = networks;
    this.#finishers = networks.map(({ network }) => network.openFinisher());
  }

  /**
   * The answer to a frame from the results of all networks. What goes wrong here is this frame's error alone.
   *
   * @param decodeMs - what decoding took before the networks had the frame
   */
  finish(results: readonly FrameResult[], decodeMs: number): FrameResult | FarsightError {
    try {
      const finished = results.map((result, index) => finishResult(result, this.#finishers[index]));
      const merged = mergeResults(finished, this.#networks);
      if (decodeMs === 0) return merged;
      const { timings } = merged;
      return { ...merged, timings: { ...timings, decodeMs: timings.decodeMs + decodeMs } };
    } catch (error) {
      return FarsightError.from(error);
    }
  }
}

function finishResult(result: FrameResult, finisher: Finisher | undefined): FrameResult {
  if (finisher === undefined) return result;
  const startedMs = performance.now();
  const meta = finisher.finish(result.meta);
  const postprocessMs = result.timings.postprocessMs + (performance.now() - startedMs);
  return { ...result, meta, timings: { ...result.timings, postprocessMs } };
}
