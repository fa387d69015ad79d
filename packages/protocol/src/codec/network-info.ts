import type { NetworkInfo, NetworkState } from '../domain/network-info.js';
import type { ResultKind } from '../domain/meta.js';
import type { NetworkInfo as NetworkInfoMessage } from '../gen/farsight/v1/farsight.js';
import { NetworkState as WireState } from '../gen/farsight/v1/farsight.js';

const states: Readonly<Record<NetworkState, WireState>> = {
  remote: WireState.NETWORK_STATE_REMOTE,
  available: WireState.NETWORK_STATE_AVAILABLE,
  loading: WireState.NETWORK_STATE_LOADING,
  ready: WireState.NETWORK_STATE_READY,
  failed: WireState.NETWORK_STATE_FAILED,
};

/** Domain -> message; `labels: false` leaves the labels out (they can be long). */
export function networkInfoToMessage(info: NetworkInfo, { labels }: { labels: boolean }): NetworkInfoMessage {
  return {
    ...info,
    state: states[info.state],
    tasks: info.tasks.map((task) => ({ ...task, labels: labels ? [...task.labels] : [] })),
  };
}

/** Message -> domain. A state this version does not know reads as `available`. */
export function networkInfoFromMessage(message: NetworkInfoMessage): NetworkInfo {
  const state = (Object.keys(states) as NetworkState[]).find((key) => states[key] === message.state);
  return {
    ...message,
    state: state ?? 'available',
    tasks: message.tasks.map((task) => ({ ...task, kind: task.kind as ResultKind })),
  };
}
