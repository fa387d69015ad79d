import type { NetworkDefinition } from '@farsight/server';
import type { Task } from './choose-task.js';

/** What a user wants otherwise than the network's file says. */
export interface Thresholds {
  readonly conf: number | undefined;
  readonly iou: number | undefined;
  /** One class per box. */
  readonly singleLabel: boolean;
}

/** Places that top-5 accuracy looks at. */
const leastClasses = 5;

/**
 * A network cut down to what is measured: the task and those before it, without trackers (pictures are no video), with other
 * thresholds where they are given.
 */
export function measuredNetwork(
  network: NetworkDefinition,
  measured: Task,
  thresholds: Thresholds,
): NetworkDefinition {
  const tasks = network.tasks.slice(0, network.tasks.indexOf(measured) + 1);
  return { ...network, tasks: tasks.map((task) => withThresholds(task, thresholds, task === measured)) };
}

function withThresholds(task: Task, { conf, iou, singleLabel }: Thresholds, isMeasured: boolean): Task {
  const still: Task = {
    ...task,
    finish: [],
    resultKind: task.resultKind === 'tracks' ? 'detections' : task.resultKind,
  };
  const { decode } = still;
  if (!isMeasured) return still;
  if (decode.op === 'topk') return { ...still, decode: { ...decode, k: Math.max(decode.k, leastClasses) } };
  if (!('confThreshold' in decode)) return still;
  return {
    ...still,
    decode: {
      ...decode,
      confThreshold: conf ?? decode.confThreshold,
      nmsIouThreshold: iou ?? decode.nmsIouThreshold,
      multiLabel: decode.multiLabel && !singleLabel,
    },
  };
}

/** What results were chosen by, for the report. */
export interface MeasuredBy {
  /** Results have a score above this. */
  readonly confThreshold?: number;
  readonly nmsIouThreshold?: number;
  readonly nmsClassAgnostic?: boolean;
  readonly multiLabel?: boolean;
  /** Most results per picture. */
  readonly nmsTopK?: number;
}

/** The thresholds of a task; none where it has none. */
export function measuredBy({ decode }: Task): MeasuredBy {
  if (!('confThreshold' in decode)) return {};
  const { confThreshold, nmsIouThreshold, nmsClassAgnostic, multiLabel, nmsTopK } = decode;
  return { confThreshold, nmsIouThreshold, nmsClassAgnostic, multiLabel, nmsTopK };
}
