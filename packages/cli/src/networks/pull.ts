import { ensureWeights, resolveNetwork, type CatalogueOptions } from '@farsight/server';
import type { StatusLine } from '../terminal/status-line.js';
import type { Report } from './report.js';

/** What was fetched, and where it is. */
export interface Pulled {
  readonly name: string;
  readonly weights: readonly string[];
}

/** Makes sure that the weights of a network are here, showing how far that is. */
export async function pullNetwork(
  spec: string,
  options: CatalogueOptions,
  line: StatusLine,
  signal: AbortSignal,
): Promise<Report<Pulled>> {
  const definition = await resolveNetwork(spec, options);
  await ensureWeights(definition, {
    signal,
    onProgress: (bytes, totalBytes) => {
      const total = totalBytes === undefined ? '' : ` of ${megabytes(totalBytes)}`;
      line.show(`${definition.name}: ${megabytes(bytes)}${total} MB`);
    },
  });
  line.clear();
  const weights = [...new Set(definition.tasks.map(({ model }) => model.weights.path))];
  return { data: { name: definition.name, weights }, text: `${definition.name}: ${weights.join(', ')}\n` };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
