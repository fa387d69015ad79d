import type { NetworkInfo } from '@farsight/protocol';

/** Class names of each task: task name -> class id -> name. */
export type LabelsByTask = Readonly<Record<string, readonly string[]>>;

/** Collects the labels of all tasks of some networks, such as those of a stream. */
export function labelsByTask(networks: readonly NetworkInfo[]): LabelsByTask {
  return Object.fromEntries(networks.flatMap(({ tasks }) => tasks.map(({ name, labels }) => [name, labels])));
}

/**
 * Name of a class: its label, or "class 7" where the network has no label for it.
 *
 * @param task - the task's labels, or anything that has them, such as a `TaskInfo`
 */
export function labelOf(
  task: readonly string[] | { readonly labels: readonly string[] } | undefined,
  classId: number,
): string {
  const labels = task !== undefined && 'labels' in task ? task.labels : task;
  const label = labels?.[classId];
  return label === undefined || label === '' ? `class ${classId}` : label;
}
