import type { FarsightError, FrameResult } from '@farsight/protocol';
import type { Job } from '../executors/lane.js';
import type { JobRunner } from '../executors/scheduler.js';
import { resultOf } from './results.js';

/** An executor that runs a frame when the test says so. */
export class ManualRunner implements JobRunner {
  /** Indexes of the frames it got, in order. */
  readonly started: number[] = [];
  readonly jobs: Job[] = [];
  readonly #tasks: { job: Job; done: () => void }[] = [];
  ended = false;

  get load(): number {
    return this.ended ? Infinity : this.#tasks.length;
  }

  run(job: Job, done: () => void): void {
    this.started.push(job.frame.stamp.index);
    this.jobs.push(job);
    this.#tasks.push({ job, done });
  }

  /** Answers the frame it has had longest. */
  finish(result?: FrameResult): void {
    const task = this.#next();
    task.job.succeed(result ?? resultOf(task.job.frame.stamp.index));
    task.done();
  }

  /** Fails the frame it has had longest. */
  fail(error: FarsightError): void {
    const task = this.#next();
    task.job.fail(error);
    task.done();
  }

  #next(): { job: Job; done: () => void } {
    const task = this.#tasks.shift();
    if (task === undefined) throw new Error('The runner has no job.');
    return task;
  }
}

/** An executor that answers every frame in the next turn of the event loop. */
export class PromptRunner implements JobRunner {
  load = 0;
  run(job: Job, done: () => void): void {
    this.load += 1;
    setImmediate(() => {
      this.load -= 1;
      job.succeed(resultOf(job.frame.stamp.index));
      done();
    });
  }
}
