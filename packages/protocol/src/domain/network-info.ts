import type { ResultKind } from './meta.js';

/** Whether a network can run: see `NetworkState` in farsight.proto. */
export type NetworkState = 'remote' | 'available' | 'loading' | 'ready' | 'failed';

/** One task of a network, as clients see it. */
export interface TaskInfo {
  /** Key of this task's result in a frame's {@link Meta}. */
  readonly name: string;
  readonly kind: ResultKind;
  /** Class id -> name; empty where labels were not asked for or are not known. */
  readonly labels: readonly string[];
}

/** A network as clients see it. */
export interface NetworkInfo {
  readonly name: string;
  /** One line; may be empty. */
  readonly description: string;
  readonly state: NetworkState;
  /** Why `state` is `failed`; empty otherwise. */
  readonly reason: string;
  /** SPDX identifier of the weights' licence; empty if unknown. */
  readonly licence: string;
  /** Input width in pixels; 0 if the network takes any. */
  readonly inputWidth: number;
  /** Input height in pixels; 0 if the network takes any. */
  readonly inputHeight: number;
  readonly tasks: readonly TaskInfo[];
}

/** What a network's name must look like: it is a file name too. */
export const networkNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
