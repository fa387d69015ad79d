import type { StillFrame, ErrorCode, RunOptions } from '@farsight/protocol';
import type { BackendOptions, BackendResult } from './backend.js';

/** What an executor's thread is started with. */
export interface ExecutorStart extends BackendOptions {
  /** URL of the module that exports `createBackend`. */
  readonly backend: string;
}

/** Main thread -> executor. */
export type ToExecutor =
  | { readonly type: 'run'; readonly id: number; readonly frame: StillFrame; readonly options: RunOptions }
  /** Nothing follows for a while: a good time to tidy up. */
  | { readonly type: 'rest' }
  | { readonly type: 'close' };

/** Executor -> main thread. `bytes` is the memory of the frame, to be used again. */
export type FromExecutor =
  | { readonly type: 'ready' }
  | { readonly type: 'load-failed'; readonly error: ThreadError }
  | {
      readonly type: 'result';
      readonly id: number;
      readonly result: BackendResult;
      readonly bytes: ArrayBuffer | undefined;
      /** When the executor took the frame: milliseconds since the epoch. */
      readonly startedMs: number;
    }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly error: ThreadError;
      readonly bytes: ArrayBuffer | undefined;
    };

/** An error on its way between threads, which do not share classes. */
export interface ThreadError {
  readonly code: ErrorCode;
  readonly message: string;
  /** Stack of the error, or of its cause: for the log. */
  readonly detail: string;
}
