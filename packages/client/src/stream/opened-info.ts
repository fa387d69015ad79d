import { networkInfoFromMessage } from '@farsight/protocol';
import type { farsightV1 } from '@farsight/protocol/wire';
import { labelsByTask } from '../labels.js';
import type { StreamInfo } from './item.js';

/** What a server says alike of a stream and of a source that is watched. */
export function openedInfo({
  streamId,
  networks: messages,
  maxAgeMs,
}: farsightV1.StreamInfo): Pick<StreamInfo, 'streamId' | 'networks' | 'labels' | 'maxAgeMs'> {
  const networks = messages.map(networkInfoFromMessage);
  // Servers that know no bound say nothing.
  return {
    streamId,
    networks,
    labels: labelsByTask(networks),
    maxAgeMs: maxAgeMs > 0 ? maxAgeMs : undefined,
  };
}
