import type { FarsightError } from '@farsight/protocol';
import type { Job, Lane, LaneTicket } from './lane.js';

/** What runs jobs, one after the other. */
export interface JobRunner {
  /** Jobs it has and has not settled; infinite when it takes no more. */
  readonly load: number;
  /** Takes the job; `done` is called after it was settled and `load` has fallen. */
  run(job: Job, done: () => void): void;
}

/**
 * Hands frames to executors. Networks take turns, and within a network streams do: who was served last comes last. At most
 * `maxBusy` executors are at work at a time, however many networks there are, so that they do not fight for the cores.
 *
 * Frames are pulled from their streams when an executor is there for them, so what waits is always where it can be
 * dropped or cancelled; this class holds no frame.
 */
export class Scheduler {
  readonly #maxBusy: number;
  /** In the order of their turn. */
  readonly #queues: NetworkQueue[] = [];
  #dispatching = false;

  constructor(maxBusy: number) {
    this.#maxBusy = maxBusy;
  }

  /** Most executors at work at a time. */
  get maxBusy(): number {
    return this.#maxBusy;
  }

  /** Executors at work now. */
  get busy(): number {
    return this.#queues.reduce((sum, queue) => sum + queue.busy, 0);
  }

  /** Opens a network's queue. */
  open(): NetworkQueue {
    const queue = new NetworkQueue(
      () => this.#dispatch(),
      () => remove(this.#queues, queue),
    );
    this.#queues.push(queue);
    return queue;
  }

  #dispatch(): void {
    // Settling a job may make its stream ask for more before we are done here.
    if (this.#dispatching) return;
    this.#dispatching = true;
    while (this.#startOne() || this.#startAhead());
    this.#dispatching = false;
  }

  /** Gives a job to an idle executor. */
  #startOne(): boolean {
    if (this.busy >= this.#maxBusy) return false;
    const queue = this.#queues.find((candidate) => candidate.startIdle());
    if (queue === undefined) return false;
    moveToEnd(this.#queues, queue);
    return true;
  }

  /**
   * Gives a busy executor the job it will do next, which saves it the wait for the main thread; but not while another
   * network waits for a core, because its turn comes when this executor is done.
   */
  #startAhead(): boolean {
    if (this.#queues.some((queue) => queue.couldStart)) return false;
    return this.#queues.some((queue) => queue.startAhead());
  }
}

/** The streams that want a network and the executors that run it. */
export class NetworkQueue {
  readonly #changed: () => void;
  readonly #closed: () => void;
  /** In the order of their turn. */
  readonly #lanes: Lane[] = [];
  readonly #runners: JobRunner[] = [];
  #failure: FarsightError | undefined;

  /** Use {@link Scheduler.open}. */
  constructor(changed: () => void, closed: () => void) {
    this.#changed = changed;
    this.#closed = closed;
  }

  /** Executors at work now. */
  get busy(): number {
    return this.#runners.reduce((sum, { load }) => sum + (load > 0 && load < Infinity ? 1 : 0), 0);
  }

  /** Whether only other networks' work keeps this one's from being done. */
  get couldStart(): boolean {
    return this.#runners.some(({ load }) => load === 0) && this.#lanes.some(({ ready }) => ready);
  }

  /** Begins to take jobs from a lane. */
  attach(lane: Lane): LaneTicket {
    this.#lanes.push(lane);
    return { wake: () => this.#wake(), leave: () => remove(this.#lanes, lane) };
  }

  /** Adds an executor. */
  add(runner: JobRunner): void {
    this.#runners.push(runner);
    this.#changed();
  }

  /** Takes an executor out; its jobs are its own matter. */
  remove(runner: JobRunner): void {
    remove(this.#runners, runner);
    this.#changed();
  }

  /** Takes no part in the scheduler any more. What waits, and what streams that stay still bring, fails with `error`. */
  close(error: FarsightError): void {
    this.#failure = error;
    this.#closed();
    this.#wake();
  }

  /** Gives the next job to an idle executor, if there are both. */
  startIdle(): boolean {
    const runner = this.#runners.find(({ load }) => load === 0);
    return runner !== undefined && this.#start(runner, this.#nextLane());
  }

  /** Gives a job to an executor that has one, if there are both. */
  startAhead(): boolean {
    const runner = this.#runners.find(({ load }) => load === 1);
    const lane = this.#nextLane();
    // A stream that cannot go ahead keeps its turn: others passing it would never let an executor become idle for it.
    return runner !== undefined && lane?.ahead === true && this.#start(runner, lane);
  }

  #wake(): void {
    const error = this.#failure;
    if (error === undefined) this.#changed();
    else for (const lane of this.#lanes) while (lane.ready) lane.take()?.fail(error);
  }

  #nextLane(): Lane | undefined {
    return this.#lanes.find(({ ready }) => ready);
  }

  #start(runner: JobRunner, lane: Lane | undefined): boolean {
    const job = lane?.take();
    if (lane === undefined || job === undefined) return false;
    moveToEnd(this.#lanes, lane);
    runner.run(job, this.#changed);
    return true;
  }
}

function remove<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}

function moveToEnd<T>(list: T[], item: T): void {
  remove(list, item);
  list.push(item);
}
