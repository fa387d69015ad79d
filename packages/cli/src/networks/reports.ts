import { stat } from 'node:fs/promises';
import { FarsightError, type NetworkInfo } from '@farsight/client';
import {
  describeDefinition,
  listCatalogue,
  resolveNetwork,
  weightsPresent,
  type CatalogueEntry,
  type CatalogueOptions,
  type NetworkDefinition,
  type ResolveOptions,
} from '@farsight/server';
import { table } from '../terminal/table.js';

/** Something to print: as data, and as text. */
export interface Report<T> {
  readonly data: T;
  readonly text: string;
}

/** One file that was checked. */
export interface Check {
  readonly path: string;
  readonly ok: boolean;
  readonly name?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/** All networks of the catalogue; those that cannot be used say why. */
export async function listNetworks(options: CatalogueOptions): Promise<Report<readonly NetworkInfo[]>> {
  const data = await Promise.all((await listCatalogue(options)).map(describeEntry));
  const rows = data.map(({ name, state, inputWidth, inputHeight, description, reason }) => {
    const size = inputWidth > 0 ? `${inputWidth}x${inputHeight}` : '';
    return [name, state, size, reason || description];
  });
  return { data, text: table([['NAME', 'STATE', 'INPUT', ''], ...rows]) };
}

async function describeEntry({ name, definition, error }: CatalogueEntry): Promise<NetworkInfo> {
  if (definition !== undefined) return describe(definition);
  const reason = error?.message ?? '';
  const nothing = { description: '', licence: '', inputWidth: 0, inputHeight: 0, tasks: [] };
  return { name, state: 'failed', reason, ...nothing };
}

async function describe(definition: NetworkDefinition, labels = false): Promise<NetworkInfo> {
  const state = (await weightsPresent(definition)) ? 'available' : 'remote';
  return describeDefinition(definition, state, '', { labels });
}

/** One network with everything that is known about it. */
export async function showNetwork(
  spec: string,
  options: ResolveOptions,
): Promise<Report<NetworkInfo & { readonly definition: NetworkDefinition }>> {
  const definition = await resolveNetwork(spec, options);
  const info = await describe(definition, true);
  const lines = [
    ['Name', info.name],
    ['Description', info.description],
    ['Licence', info.licence || 'unknown'],
    ['Input', `${info.inputWidth}x${info.inputHeight}`],
    ['Weights', info.state === 'available' ? 'on this machine' : 'fetched on first use'],
    ['File', definition.origin],
    ...definition.tasks.flatMap((task) => [
      ['Task', `${task.name} (${task.resultKind}, ${task.labels.length} labels)`],
      ['  weights', task.model.weights.path],
      ...(task.model.weights.url === undefined ? [] : [['  from', task.model.weights.url]]),
      ['  before', [task.colorFormat, ...task.preprocess.map(({ op }) => op)].join(' → ')],
      ['  after', [task.decode, ...task.refine, ...task.finish].map(({ op }) => op).join(' → ')],
      [
        '  labels',
        task.labels.length > 12 ? `${task.labels.slice(0, 12).join(', ')}, …` : task.labels.join(', '),
      ],
    ]),
  ];
  return { data: { ...info, definition }, text: table(lines) };
}

/** Whether network files can be used. A folder stands for all network files in it. */
export async function checkNetworks(
  paths: readonly string[],
  options: ResolveOptions,
): Promise<Report<readonly Check[]>> {
  const data = (await Promise.all(paths.map((path) => checkPath(path, options)))).flat();
  const lines = data.map(({ path, ok, name, error }) =>
    ok ? `ok    ${path} (${name ?? ''})` : `FAIL  ${path}: ${error?.message ?? ''}`,
  );
  return { data, text: `${lines.join('\n')}\n` };
}

async function checkPath(path: string, options: ResolveOptions): Promise<readonly Check[]> {
  try {
    if ((await stat(path)).isDirectory()) {
      const entries = await listCatalogue({ ...options, folders: [path] });
      return entries.map(({ path: file, name, error }) =>
        error === undefined ? { path: file, ok: true, name } : failed(file, error),
      );
    }
    const { name } = await resolveNetwork(path, options);
    return [{ path, ok: true, name }];
  } catch (error) {
    return [failed(path, notFound(path, error))];
  }
}

function failed(path: string, { code, message }: FarsightError): Check {
  return { path, ok: false, error: { code, message } };
}

function notFound(path: string, error: unknown): FarsightError {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return FarsightError.from(error);
  return new FarsightError('INVALID_ARGUMENT', `Expected a file or folder but found nothing at ${path}.`);
}
