import type { NetworkInfo, ResultKind } from '@farsight/client';
import {
  describeDefinition,
  listCatalogue,
  NoOnnxWeightsError,
  type CatalogueEntry,
  type CatalogueOptions,
  type NetworkDefinition,
} from '@farsight/server';
import { table } from '../terminal/table.js';
import { copyleftMark, isCopyleft, licenceInList } from './licence.js';
import type { Report } from './report.js';
import { weightsPlace, type WeightsPlace } from './weights-place.js';

/** What of the catalogue is listed. */
export interface ListFilter {
  /** Only networks with a task that gives results of this kind. */
  readonly task?: ResultKind;
  /** Only networks whose name or description has this in it, in whatever case. */
  readonly search?: string;
}

/** A network of the catalogue. */
export interface ListedNetwork extends NetworkInfo {
  /** The network file. */
  readonly path: string;
  /** Undefined for a network that cannot be used. */
  readonly weights?: WeightsPlace;
  /** The network that runs in its place, where this one is built by Python code. */
  readonly twin?: string;
}

/** The networks of the catalogue by task and name; those that cannot be used come last and say why. */
export async function listNetworks(
  options: CatalogueOptions,
  filter: ListFilter = {},
): Promise<Report<readonly ListedNetwork[]>> {
  const all = await Promise.all((await listCatalogue(options)).map(describeEntry));
  const data = all.filter((network) => passes(network, filter)).sort(byTaskAndName);
  const text = table([['NAME', 'TASK', 'INPUT', 'LICENCE', 'WEIGHTS', ''], ...data.map(row)]);
  const hasCopyleft = data.some(({ licence }) => isCopyleft(licence));
  return { data, text: hasCopyleft ? `${text}\n${copyleftMark}\n` : text };
}

async function describeEntry({ name, path, definition, error }: CatalogueEntry): Promise<ListedNetwork> {
  if (definition !== undefined) return { ...(await describe(definition)), path };
  const pythonOnly = 'PyTorch only: export it and set weight_path';
  const reason = error instanceof NoOnnxWeightsError ? pythonOnly : (error?.message ?? '');
  const nothing = { description: '', licence: '', inputWidth: 0, inputHeight: 0, tasks: [] };
  return { name, path, state: 'failed', reason, ...nothing };
}

async function describe(definition: NetworkDefinition): Promise<Omit<ListedNetwork, 'path'>> {
  const weights = await weightsPlace(definition);
  const state = weights === 'bundled' || weights === 'here' ? 'available' : 'remote';
  const { twin } = definition;
  return { ...describeDefinition(definition, state), weights, ...(twin !== undefined && { twin }) };
}

function passes({ name, description, tasks }: ListedNetwork, { task, search = '' }: ListFilter): boolean {
  const isOfTask = task === undefined || tasks.some(({ kind }) => kind === task);
  return isOfTask && `${name} ${description}`.toLowerCase().includes(search.toLowerCase());
}

function byTaskAndName(a: ListedNetwork, b: ListedNetwork): number {
  const [first, second] = [sortKey(a), sortKey(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Above all letters: a network without tasks could not be read. */
const last = '~';

function sortKey({ name, tasks }: ListedNetwork): string {
  return `${tasks.length === 0 ? last : kindsOf(tasks)} ${name}`;
}

function row(network: ListedNetwork): readonly string[] {
  const { name, tasks, inputWidth, inputHeight, licence, weights = '', reason, twin } = network;
  const isKnown = tasks.length > 0;
  return [
    name,
    kindsOf(tasks),
    inputWidth > 0 ? `${inputWidth}x${inputHeight}` : '',
    isKnown ? licenceInList(licence) : '',
    weights,
    reason || (twin === undefined ? '' : `runs as ${twin}`),
  ];
}

function kindsOf(tasks: NetworkInfo['tasks']): string {
  return [...new Set(tasks.map(({ kind }) => kind))].join(', ');
}
