import type { Delivery, NetworkInfo } from '@farsight/protocol';

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

/** What `GET /api/status` tells, besides the live streams. Nothing in it may be a path or a client's address. */
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
