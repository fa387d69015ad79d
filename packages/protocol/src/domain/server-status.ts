import type { NetworkInfo } from './network-info.js';
import type { DropCounts } from './drops.js';
import type { Delivery } from './options.js';

/** What a stream that is open now has done so far. */
export interface StreamStatus {
  readonly id: string;
  /** Names of its networks. */
  readonly networks: readonly string[];
  readonly delivery: Delivery;
  /** Frames answered. */
  readonly frames: number;
  /** Frames dropped (live delivery), for whatever reason. */
  readonly dropped: number;
  /** The same by reason. */
  readonly drops: DropCounts;
  /** Frames answered with an error. */
  readonly failed: number;
  /** `waiting`: no frame came in the last five seconds. */
  readonly state: 'running' | 'waiting';
  /** Frames per second that came, in the last five seconds. */
  readonly fpsIn: number;
  /** Frames per second that were answered, in the last five seconds. */
  readonly fpsOut: number;
  /** Milliseconds from arrival to answer of half of the latest 256 frames at most; undefined before the first answer. */
  readonly latencyP50Ms?: number | undefined;
  /** The same of 95 of 100 of them. */
  readonly latencyP95Ms?: number | undefined;
  /** Name it can be watched under; undefined if it cannot. */
  readonly live?: string | undefined;
  /** Times its source was lost and had to be opened again; undefined where clients send the frames. */
  readonly losses?: number | undefined;
  /** Milliseconds its source was away in all, the present absence included; undefined where clients send the frames. */
  readonly awayMs?: number | undefined;
}

/** How much the executors have to do. */
export interface ExecutorStatus {
  /** At work now. */
  readonly busy: number;
  /** Most that are at work at a time. */
  readonly limit: number;
  /** Share of the last five seconds that they were at work, of all that `limit` could have been; 0..1. */
  readonly load: number;
}

/** Totals since the server started. */
export interface ServerCounts {
  /** Frames that arrived; undefined where they are not counted. */
  readonly received?: number | undefined;
  /** Frames answered, with results or an error. */
  readonly frames: number;
  readonly dropped: number;
  /** The same by reason. */
  readonly drops: DropCounts;
  readonly failed: number;
}

/** How a server is, for people and pages. Nothing in it may be a path or a client's address. */
export interface ServerStatus {
  /** Whether requests are served: true from listening until draining begins. */
  readonly ready: boolean;
  readonly version: string;
  /** Seconds since the server started. */
  readonly uptimeS: number;
  /** `host:port` for `farsight run` and client libraries, as seen from the server's machine. */
  readonly address: string;
  /** Without labels. */
  readonly networks: readonly NetworkInfo[];
  readonly streams: readonly StreamStatus[];
  /** Undefined where a page is served without any executors, as `farsight run --display web` does. */
  readonly executors?: ExecutorStatus | undefined;
  readonly counts: ServerCounts;
}

/** A stream that can be watched now. */
export interface LiveStatus {
  readonly name: string;
  readonly network: string;
  readonly watchers: number;
}

/** What `GET /api/status` answers. */
export interface StatusReport extends ServerStatus {
  readonly live: readonly LiveStatus[];
}
