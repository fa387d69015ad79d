import type { Finisher } from '@farsight/engine';
import type { NetworkInfo } from '@farsight/protocol';
import type { Lane, LaneTicket } from '../executors/lane.js';

/** A network that is ready, as streams use it. */
export interface ServedNetwork {
  /** With labels. */
  readonly info: NetworkInfo;
  /** Begins to take frames from a lane. */
  attach(lane: Lane): LaneTicket;
  /** What finishes the results of one stream; undefined if this network's need nothing. */
  openFinisher(): Finisher | undefined;
}

/** The networks of a server. */
export interface Networks {
  /** Name of the network for who names none; undefined if there is none such. */
  readonly defaultName: string | undefined;
  /** All, by name, without labels. */
  list(): Promise<readonly NetworkInfo[]>;
  /**
   * One, with labels.
   *
   * @throws FarsightError NETWORK_NOT_FOUND
   */
  describe(name: string): Promise<NetworkInfo>;
  /**
   * One that is ready. The first to ask has it loaded, and all who ask meanwhile wait for the same load.
   *
   * @throws FarsightError NETWORK_NOT_FOUND, what loading threw, or the signal's reason
   */
  acquire(name: string, signal: AbortSignal): Promise<ServedNetwork>;
}
