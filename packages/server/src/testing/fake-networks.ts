import type { Finisher } from '@farsight/engine';
import { NetworkNotFoundError, type NetworkInfo } from '@farsight/protocol';
import type { Lane, LaneTicket } from '../executors/lane.js';
import { Scheduler, type JobRunner, type NetworkQueue } from '../executors/scheduler.js';
import type { Networks, ServedNetwork } from '../networks/served-network.js';

/** What a fake network is like. */
export interface FakeNetworkOptions {
  readonly scheduler?: Scheduler;
  /** Its only task, unless `tasks` names several. */
  readonly task?: string;
  readonly tasks?: readonly string[];
  readonly labels?: readonly string[];
  readonly openFinisher?: () => Finisher | undefined;
}

/** A network without executors but those the test gives it. */
export class FakeNetwork implements ServedNetwork {
  readonly info: NetworkInfo;
  readonly queue: NetworkQueue;
  /** What finishes each stream's results, if anything. */
  readonly openFinisher: () => Finisher | undefined;
  /** Streams attached now. */
  attached = 0;

  constructor(
    name: string,
    runners: readonly JobRunner[],
    {
      scheduler = new Scheduler(64),
      task = 'detections',
      tasks = [task],
      labels = ['zero', 'one'],
      openFinisher = (): Finisher | undefined => undefined,
    }: FakeNetworkOptions = {},
  ) {
    this.info = {
      name,
      description: `about ${name}`,
      state: 'ready',
      reason: '',
      licence: 'Apache-2.0',
      inputWidth: 320,
      inputHeight: 320,
      tasks: tasks.map((one) => ({ name: one, kind: 'detections', labels })),
    };
    this.openFinisher = openFinisher;
    this.queue = scheduler.open();
    for (const runner of runners) this.queue.add(runner);
  }

  attach(lane: Lane): LaneTicket {
    this.attached += 1;
    const ticket = this.queue.attach(lane);
    return {
      wake: () => ticket.wake(),
      leave: () => {
        this.attached -= 1;
        ticket.leave();
      },
    };
  }
}

/** A directory of fake networks; the first is the default. */
export function fakeNetworks(...networks: readonly FakeNetwork[]): Networks {
  const find = (name: string): FakeNetwork => {
    const network = networks.find(({ info }) => info.name === name);
    if (network === undefined) throw new NetworkNotFoundError(`This server has no network ${name}.`);
    return network;
  };
  return {
    defaultName: networks[0]?.info.name,
    list: () => Promise.resolve(networks.map(({ info }) => info)),
    describe: (name) => Promise.resolve().then(() => find(name).info),
    acquire: (name) => Promise.resolve().then(() => find(name)),
  };
}
