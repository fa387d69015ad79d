import type { FrameResult, TaskResult, Timings } from '@farsight/protocol';
import type { PlannedNetwork } from './stream-plan.js';

/**
 * The results of all networks of a stream for one frame as one: the tasks that are wanted by their keys, the times of
 * each step added up, the longest wait. `results[i]` belongs to `networks[i]`.
 */
export function mergeResults(
  results: readonly FrameResult[],
  networks: readonly Pick<PlannedNetwork, 'keys' | 'names'>[],
): FrameResult {
  const meta: Record<string, TaskResult> = {};
  results.forEach((result, index) => {
    const { keys = new Map<string, string>(), names = keys } = networks[index] ?? {};
    for (const [task, key] of keys) {
      const taskResult = result.meta[task];
      if (taskResult !== undefined) meta[key] = withRegionsNamed(taskResult, names);
    }
  });
  const [first] = results;
  const timings = results.map((result) => result.timings).reduce(addTimings);
  return { width: first?.width ?? 0, height: first?.height ?? 0, meta, timings };
}

/** Regions are told of by the key of their task too, wanted or not. */
function withRegionsNamed(result: TaskResult, names: ReadonlyMap<string, string>): TaskResult {
  if (!('regions' in result)) return result;
  const { of } = result.regions;
  const name = names.get(of) ?? of;
  return name === of ? result : { ...result, regions: { ...result.regions, of: name } };
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
