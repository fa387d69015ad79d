import type { ServerLimits } from '../config.js';
import type { FrameMemory } from '../frame-memory.js';
import type { Logger } from '../logging.js';
import type { Networks } from '../networks/served-network.js';
import type { StreamRegistry } from '../session/stream-registry.js';
import type { SourceHub } from '../sources/source-hub.js';

/** What the services work with. */
export interface ServiceContext {
  readonly networks: Networks;
  readonly streams: StreamRegistry;
  /** Sources that the server opens for clients. */
  readonly sources: Pick<SourceHub, 'watch'>;
  /** Where the bytes of decoded frames go, and those of dropped ones come back to. */
  readonly memory: Pick<FrameMemory, 'take' | 'give'>;
  readonly limits: ServerLimits;
  /** Frames in flight of a stream that does not say how many it wants. */
  readonly defaultInFlight: { readonly lossless: number; readonly live: number };
  readonly logger: Logger;
}
