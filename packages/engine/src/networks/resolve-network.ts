import { statSync } from 'node:fs';
import { resolve } from 'node:path';

import { FarsightError, NetworkNotFoundError } from '@farsight/protocol';

import type { NetworkDefinition } from '../definition.js';
import { findNetworkFiles, recogniseNetworkFile } from './catalogue.js';
import type { CatalogueFile } from './catalogue.js';
import { evaluationDefaults } from './evaluation-defaults.js';
import { defaultCacheDir } from './file-paths.js';
import { readNetworkFile } from './network-file.js';
import { networkFromOnnx } from './onnx/network-from-onnx.js';
import type { CatalogueEntry, CatalogueOptions, ResolveOptions, UnreadEntry } from './options.js';
import { NoOnnxWeightsError } from './sections/weights-section.js';
import { nearestName } from './yaml/suggest.js';

/**
 * Finds a network and reads it.
 *
 * @param spec - Path of an .onnx file, path of a network file (.yaml, .yml), or the name of a network in the catalogue.
 * @throws FarsightError NETWORK_NOT_FOUND (no such file or name), INVALID_NETWORK, UNSUPPORTED, INVALID_ARGUMENT.
 * Messages may have paths of the operator's machine in them.
 */
export async function resolveNetwork(spec: string, options: ResolveOptions): Promise<NetworkDefinition> {
  await Promise.resolve(); // Whatever goes wrong rejects; nothing throws at once.
  const hasOverrides = Object.values(options.overrides ?? {}).some((value) => value !== undefined);
  if (/\.onnx$/i.test(spec)) return fromOnnx(existing(spec), options);
  if (hasOverrides) {
    const flags = Object.keys(options.overrides ?? {}).map((key) => `--${key}`);
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected an .onnx file to go with ${flags.join(', ')} but received ${spec}: a network file says these itself.`,
    );
  }
  if (/\.ya?ml$/i.test(spec) || /[/\\]/.test(spec)) return readWithTwin(existing(spec), options);
  return readWithTwin(fromCatalogue(spec, options).path, options);
}

function fromOnnx(path: string, { overrides = {}, evaluation = false }: ResolveOptions): NetworkDefinition {
  const network = networkFromOnnx(path, overrides);
  if (!evaluation) return network;
  const tasks = network.tasks.map((task) => ({ ...task, decode: evaluationDefaults(task.decode) }));
  return { ...network, tasks };
}

/** Reads every network file in the catalogue folders; one that cannot be read has an error instead of a definition. */
export async function listCatalogue(options: CatalogueOptions): Promise<readonly CatalogueEntry[]> {
  await Promise.resolve();
  return findCatalogue(options).map((file) => file.read());
}

/** The network files in the catalogue folders by name, to be read when they are wanted: that takes some milliseconds each. */
export function findCatalogue(options: CatalogueOptions): readonly UnreadEntry[] {
  const files = findNetworkFiles(options.folders);
  return files.map((file) => ({ ...file, read: () => readEntry(file, options, files) }));
}

function readEntry(
  file: CatalogueFile,
  options: CatalogueOptions,
  files: readonly CatalogueFile[],
): CatalogueEntry {
  try {
    return { ...file, definition: readWithTwin(file.path, options, files) };
  } catch (error) {
    return { ...file, error: FarsightError.from(error) };
  }
}

/**
 * Reads a network file. One that is built by Python code is served by the ONNX export of the same architecture, if the
 * catalogue has it: `NAME-onnx`, as the SDK's catalogue names them.
 */
function readWithTwin(
  path: string,
  options: CatalogueOptions & Pick<ResolveOptions, 'evaluation'>,
  files?: readonly CatalogueFile[],
): NetworkDefinition {
  const { cacheDir = defaultCacheDir(), frameworkDir, evaluation } = options;
  const fileOptions = { cacheDir, frameworkDir, evaluation };
  try {
    return readNetworkFile(path, fileOptions);
  } catch (error) {
    if (!(error instanceof NoOnnxWeightsError)) throw error;
    const known = files ?? findNetworkFiles(options.folders);
    const name = recogniseNetworkFile(path)?.name;
    const twin = known.find((file) => file.name === `${name ?? ''}-onnx`);
    if (name === undefined || twin === undefined) throw error;
    return { ...readNetworkFile(twin.path, fileOptions), name, twin: twin.name };
  }
}

function fromCatalogue(name: string, { folders }: CatalogueOptions): CatalogueFile {
  const files = findNetworkFiles(folders);
  const file = files.find((each) => each.name === name);
  if (file !== undefined) return file;
  const names = files.map((each) => each.name);
  const hint = hintFor(name, names, folders);
  throw new NetworkNotFoundError(`There is no network ${JSON.stringify(name)} in the catalogue. ${hint}`);
}

function hintFor(name: string, names: readonly string[], folders: readonly string[]): string {
  if (names.length === 0) {
    const where =
      folders.length === 0 ? 'No folder was named' : `No network file is in ${folders.join(', ')}`;
    return `${where}: name a folder that has some with --networks.`;
  }
  const near = nearestName(name, names);
  if (near !== undefined) return `Did you mean ${near}?`;
  return 'List the networks there are with "farsight networks list"; a path to a network file or an .onnx file works too.';
}

function existing(path: string): string {
  if (isFile(path)) return resolve(path);
  throw new NetworkNotFoundError(`There is no file ${path}.`);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
