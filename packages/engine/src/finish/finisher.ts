import type { Meta, TaskResult } from '@farsight/protocol';
import type { FinishStep, NetworkDefinition, TaskDefinition, TrackerStep } from '../definition.js';
import { ClassMemory } from './class-memory.js';
import { KeypointMemory } from './keypoint-memory.js';
import { TaskTracker, type TrackedFrame } from './task-tracker.js';
import { onTracks } from './on-tracks.js';

/** Does to the results of one stream what needs the frames before. Belongs to one stream. */
export interface Finisher {
  /**
   * Results of one frame, as executors gave them, to what the stream's client gets. To be called in the order of the
   * stream; frames that were dropped or failed are passed over.
   */
  finish(meta: Meta): Meta;
}

/** What became of a task's result, and of its boxes if they are followed. */
interface Finished {
  readonly result: TaskResult;
  readonly tracked?: TrackedFrame;
}

type Stage = (result: TaskResult, tracked: ReadonlyMap<string, TrackedFrame>) => Finished;

/**
 * A finisher for one stream; undefined for a network that has nothing to finish.
 *
 * @throws FarsightError INVALID_NETWORK
 */
export function openFinisher({ tasks }: NetworkDefinition): Finisher | undefined {
  if (tasks.every(({ finish }) => finish.length === 0)) return undefined;
  return new TaskFinisher(tasks);
}

class TaskFinisher implements Finisher {
  readonly #stages: readonly { readonly name: string; readonly stages: readonly Stage[] }[];

  constructor(tasks: readonly TaskDefinition[]) {
    this.#stages = tasks.map(({ name, finish }) => ({
      name,
      stages: finish.map((step) => openStage(step, tasks)),
    }));
  }

  finish(meta: Meta): Meta {
    const tracked = new Map<string, TrackedFrame>();
    const finished: Record<string, TaskResult> = { ...meta };
    for (const { name, stages } of this.#stages) {
      const found = meta[name];
      if (found === undefined) continue;
      let result = onTracks(found, tracked);
      for (const stage of stages) {
        const done = stage(result, tracked);
        result = done.result;
        if (done.tracked !== undefined) tracked.set(name, done.tracked);
      }
      finished[name] = result;
    }
    return finished;
  }
}

function openStage(step: FinishStep, tasks: readonly TaskDefinition[]): Stage {
  if (step.op === 'tracker') {
    const tracker = new TaskTracker(step);
    return (result) => tracker.follow(result);
  }
  const limits = trackerOf(step.where, tasks);
  const memory = step.op === 'addkeypointstotracker' ? new KeypointMemory(limits) : new ClassMemory(limits);
  return (result, tracked) => {
    const frame = tracked.get(step.where);
    return { result: frame === undefined ? result : memory.add(result, frame, step.where) };
  };
}

/** What a task's tracker says about how much is remembered; nothing to remember by where it has none. */
function trackerOf(
  name: string,
  tasks: readonly TaskDefinition[],
): Pick<TrackerStep, 'historyLength' | 'subtaskRuns'> {
  const steps = tasks.find((task) => task.name === name)?.finish ?? [];
  return steps.find((step) => step.op === 'tracker') ?? { historyLength: 0, subtaskRuns: 0 };
}
