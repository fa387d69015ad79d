import { FarsightError } from '@farsight/protocol';
import type { TaskDefinition } from '../definition.js';
import type { PipelineTask } from './pipeline-task.js';

/** Names of the tasks whose results this one, or what is done to its results, is made from. */
export function neededTasks({ input, finish }: TaskDefinition): readonly string[] {
  const followed = finish.flatMap((step) => ('where' in step ? [step.where] : []));
  return [...(input.region === undefined ? [] : [input.region.where]), ...followed];
}

/**
 * The tasks of these names with all that they need, in the order of the network; all of them if none is named. Error:
 * INVALID_ARGUMENT for a name that no task has.
 */
export function chooseTasks(
  tasks: readonly PipelineTask[],
  names: readonly string[],
  network: string,
): readonly PipelineTask[] {
  const known = tasks.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected ${known.join(', ')} for tasks of network ${network} but received ${unknown}.`,
    );
  }
  if (names.length === 0) return tasks;
  const wanted = new Set(names);
  // Tasks only need earlier ones: seen from the last, all that need a task come before it.
  for (const { name, needs } of [...tasks].reverse()) {
    if (wanted.has(name)) needs.forEach((need) => wanted.add(need));
  }
  return tasks.filter(({ name }) => wanted.has(name));
}
