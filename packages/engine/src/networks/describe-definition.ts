import type { NetworkInfo, NetworkState } from '@farsight/protocol';

import type { NetworkDefinition } from '../definition.js';

/**
 * A network as clients see it. Labels are left out unless asked for: a catalogue of ImageNet networks would carry a
 * thousand names each.
 *
 * @param reason - Why `state` is `failed`. It is sent to clients: it must not have paths in it.
 */
export function describeDefinition(
  definition: NetworkDefinition,
  state: NetworkState,
  reason = '',
  { labels = false }: { readonly labels?: boolean } = {},
): NetworkInfo {
  const first = definition.tasks[0]?.model;
  return {
    name: definition.name,
    description: definition.description,
    state,
    reason,
    licence: definition.licence,
    inputWidth: first?.inputWidth ?? 0,
    inputHeight: first?.inputHeight ?? 0,
    tasks: definition.tasks.map((task) => ({
      name: task.name,
      kind: task.resultKind,
      labels: labels ? task.labels : [],
    })),
  };
}
