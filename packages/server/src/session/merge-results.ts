import type { FrameResult, TaskResult, Timings } from '@farsight/protocol';
import type { PlannedNetwork } from './stream-plan.js';

/**
 * The results of several networks for one frame as one: all tasks by their keys, the times of each step added up, the
 * longest wait. `results[i]` belongs to `networks[i]`.
 */
export function mergeResults(
  results: readonly FrameResult[],
  networks: readonly Pick<PlannedNetwork, 'keys'>[],
): FrameResult {
  const [first] = results;
  // One network has no clashes, so its keys are its task names.
  if (results.length === 1 && first !== undefined) return first;
  const meta: Record<string, TaskResult> = {};
  results.forEach((result, index) => {
    for (const [task, key] of networks[index]?.keys ?? []) {
      const taskResult = result.meta[task];
      if (taskResult !== undefined) meta[key] = taskResult;
    }
  });
  const timings = results.map((result) => result.timings).reduce(addTimings);
  return { width: first?.width ?? 0, height: first?.height ?? 0, meta, timings };
}

function addTimings(a: Timings, b: Timings): Timings {
  return {
    queueMs: Math.max(a.queueMs, b.queueMs),
    decodeMs: a.decodeMs + b.decodeMs,
    preprocessMs: a.preprocessMs + b.preprocessMs,
    runMs: a.runMs + b.runMs,
    postprocessMs: a.postprocessMs + b.postprocessMs,
  };
}
