import { weightsPresent, type NetworkDefinition } from '@farsight/server';

/**
 * Where the weights of a network are: `bundled` with its file, `here` after they were fetched, `remote` until they are
 * used for the first time, or `missing`: not here, and nobody says from where to fetch them.
 */
export type WeightsPlace = 'bundled' | 'here' | 'remote' | 'missing';

/** Tells it for all weights of a network together. */
export async function weightsPlace(definition: NetworkDefinition): Promise<WeightsPlace> {
  const { urls, paths } = await absentWeights(definition);
  if (paths.length > 0) return 'missing';
  if (urls.length > 0) return 'remote';
  return definition.tasks.some(({ model }) => model.weights.url !== undefined) ? 'here' : 'bundled';
}

/** Weights that are not on this machine, each once. */
export interface AbsentWeights {
  /** Addresses they will be fetched from. */
  readonly urls: readonly string[];
  /** Paths of those that have to be put there by hand. */
  readonly paths: readonly string[];
}

/** The weights of a network that are not on this machine. */
export async function absentWeights(definition: NetworkDefinition): Promise<AbsentWeights> {
  const present = await Promise.all(
    definition.tasks.map((task) => weightsPresent({ ...definition, tasks: [task] })),
  );
  const absent = definition.tasks
    .filter((_, index) => present[index] !== true)
    .map(({ model }) => model.weights);
  return {
    urls: [...new Set(absent.flatMap(({ url }) => url ?? []))],
    paths: [...new Set(absent.flatMap(({ url, path }) => (url === undefined ? path : [])))],
  };
}
