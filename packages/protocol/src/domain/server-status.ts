import type { NetworkInfo } from './network-info.js';
import type { Delivery } from './options.js';

/** What a stream that is open now has done so far. */
export interface StreamStatus {
  readonly id: string;
  /** Names of its networks. */
  readonly networks: readonly string[];
  readonly delivery: Delivery;
  /** Frames answered. */
  readonly frames: number;
  /** Frames dropped because newer ones came (live delivery). */
  readonly dropped: number;
  /** Frames answered with an error. */
  readonly failed: number;
}

/** Totals since the server started. */
export interface ServerCounts {
  readonly frames: number;
  readonly dropped: number;
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
