import { FarsightError, type Delivery, type NetworkInfo, type RunOptions } from '@farsight/protocol';
import type { ServedNetwork } from '../networks/served-network.js';

/** One network of a stream. */
export interface PlannedNetwork {
  readonly network: ServedNetwork;
  /** Options with only this network's tasks in them. */
  readonly options: RunOptions;
  /** Task name -> key in a frame's meta, for all its tasks. */
  readonly names: ReadonlyMap<string, string>;
  /** The same for the tasks that are wanted. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Everything that is decided when a stream opens. */
export interface StreamPlan {
  readonly delivery: Delivery;
  /** Frames that may be unanswered without waiting or being dropped. */
  readonly maxInFlight: number;
  /** Bytes of frames that may wait; one frame always may. */
  readonly maxWaitingBytes: number;
  /** Live: milliseconds that a frame may wait before it is begun; older ones are dropped. Undefined: as long as it takes. */
  readonly maxAgeMs?: number | undefined;
  /** Takes back the memory of frames that are dropped. Default: the garbage collector. */
  readonly reclaim?: ((bytes: ArrayBuffer) => void) | undefined;
  readonly networks: readonly PlannedNetwork[];
}

/** A live frame that has waited for longer is of no use to who looks. */
const defaultMaxAgeMs = 1000;

/**
 * How long frames of a stream may wait before they are begun.
 *
 * @param wantedMs - 0: the default
 * @param limitMs - the most that is granted
 */
export function maxAgeFor(delivery: Delivery, wantedMs: number, limitMs: number): number | undefined {
  if (delivery === 'lossless') return undefined;
  return Math.min(wantedMs === 0 ? defaultMaxAgeMs : wantedMs, limitMs);
}

/** The networks of a stream as its client is told: tasks named by their keys in a frame's meta. */
export function planInfos({ networks }: Pick<StreamPlan, 'networks'>): readonly NetworkInfo[] {
  return networks.map(({ network: { info }, keys }) => ({
    ...info,
    tasks: info.tasks.flatMap((task) => {
      const name = keys.get(task.name);
      return name === undefined ? [] : [{ ...task, name }];
    }),
  }));
}

/**
 * Decides which network runs which tasks, and under which keys their results appear: the task's name, or
 * `network/task` where several networks of the stream have a task of that name. Wanted tasks may be given either way; a
 * network none of whose tasks is wanted is left out.
 *
 * @throws FarsightError INVALID_ARGUMENT if no network has a task that is wanted
 */
export function planNetworks(
  networks: readonly ServedNetwork[],
  options: RunOptions,
): readonly PlannedNetwork[] {
  const tasks = networks.flatMap(({ info }) =>
    info.tasks.map((task) => ({ network: info.name, name: task.name })),
  );
  const keyOf = (network: string, name: string): string =>
    tasks.some((other) => other.name === name && other.network !== network) ? `${network}/${name}` : name;
  const wanted = (network: string, name: string): boolean =>
    options.tasks === undefined ||
    options.tasks.includes(name) ||
    options.tasks.includes(`${network}/${name}`);

  for (const name of options.tasks ?? []) {
    if (tasks.some((task) => name === task.name || name === `${task.network}/${task.name}`)) continue;
    const known = tasks.map((task) => keyOf(task.network, task.name)).join(', ');
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected tasks of ${known} for options.tasks but received ${JSON.stringify(name.slice(0, 140))}.`,
    );
  }
  return networks.flatMap((network) => {
    const { info } = network;
    const all = new Map(info.tasks.map(({ name }) => [name, keyOf(info.name, name)]));
    const keys = new Map([...all].filter(([name]) => wanted(info.name, name)));
    if (keys.size === 0) return [];
    return {
      network,
      names: all,
      keys,
      options: options.tasks === undefined ? options : { ...options, tasks: [...keys.keys()] },
    };
  });
}
