import type { NetworkInfo } from '@farsight/client';
import {
  describeDefinition,
  resolveNetwork,
  type NetworkDefinition,
  type ResolveOptions,
} from '@farsight/server';
import { table } from '../terminal/table.js';
import { licenceNotes } from './licence.js';
import type { Report } from './report.js';
import { taskRows } from './task-rows.js';
import { weightsPlace } from './weights-place.js';

/** What is known about a network, and all that happens to a frame. */
export type ShownNetwork = NetworkInfo & { readonly definition: NetworkDefinition };

/** One network, whole. */
export async function showNetwork(spec: string, options: ResolveOptions): Promise<Report<ShownNetwork>> {
  const definition = await resolveNetwork(spec, options);
  const weights = await weightsPlace(definition);
  const state = weights === 'bundled' || weights === 'here' ? 'available' : 'remote';
  const info = describeDefinition(definition, state, '', { labels: true });
  const { twin } = definition;
  const rows: readonly (readonly string[])[] = [
    ['Name', info.name],
    ['Description', info.description],
    ...(twin === undefined ? [] : [['Runs as', `${twin}: its own weights are for PyTorch`]]),
    ['Licence', info.licence || 'unknown'],
    ...licenceNotes(info.licence).map((note) => ['', note]),
    ['Weights', weightsText[weights]],
    ['File', definition.origin],
    ...(await Promise.all(definition.tasks.map((task) => taskRows(task, definition)))).flat(),
  ];
  return { data: { ...info, definition }, text: table(rows) };
}

const weightsText = {
  bundled: 'on this machine',
  here: 'on this machine, fetched',
  remote: 'fetched on first use, or with "farsight networks pull"',
  missing: 'not on this machine, and no weight_url says where to fetch them: put them where the file says',
} as const;
