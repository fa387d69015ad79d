import type { TaskDefinition } from '../../definition.js';
import type { Place } from '../yaml/located.js';
import type { Site } from '../yaml/site.js';

/** Results whose boxes other tasks can run on. */
const kindsWithBoxes = ['detections', 'tracks', 'keypoints', 'segments'];

/** The tasks of a pipeline that have been read, which those after them may refer to. */
export class EarlierTasks {
  readonly #allNames: readonly string[];
  readonly #tasks = new Map<string, TaskDefinition>();
  /** Trackers that are tasks of their own: name -> the task they follow. */
  readonly #trackers = new Map<string, string>();

  /** @param allNames - Of the whole pipeline, in its order. */
  constructor(allNames: readonly string[]) {
    this.#allNames = allNames;
  }

  /** The tasks, as far as they have been read. */
  get all(): readonly TaskDefinition[] {
    return [...this.#tasks.values()];
  }

  add(task: TaskDefinition): void {
    this.#tasks.set(task.name, task);
  }

  /** Puts a tracker behind a task. Later tasks may name either of them. */
  follow(tracker: string, tracked: TaskDefinition): void {
    this.#tasks.set(tracked.name, tracked);
    this.#trackers.set(tracker, tracked.name);
  }

  /** The task of that name, which must come before `own` and have boxes. */
  withBoxes(name: string, key: string, own: string, place: Place, site: Site): TaskDefinition {
    const task = this.#tasks.get(this.#trackers.get(name) ?? name);
    if (task === undefined) throw this.#missing(name, key, own, place, site);
    if (kindsWithBoxes.includes(task.resultKind)) return task;
    throw site.invalid(
      place,
      `Expected a task whose results are boxes for ${key} but ${name} gives ${task.resultKind}.`,
    );
  }

  #missing(name: string, key: string, own: string, place: Place, site: Site): Error {
    const expected = `Expected a task before this one for ${key} but received ${JSON.stringify(name)}`;
    if (name === own) return site.invalid(place, `${expected}, which is the task itself.`);
    if (this.#allNames.includes(name)) return site.invalid(place, `${expected}, which comes after it.`);
    return site.unknown(place, `task before this one for ${key}`, name, this.#tasks.keys());
  }
}
