import { basename, dirname, resolve } from 'node:path';

import { FarsightError, networkNamePattern } from '@farsight/protocol';

import type { NetworkDefinition } from '../definition.js';
import { readDeclaredOperators } from './operators/build-operators.js';
import { mapAt, refuseSlips } from './sections/section.js';
import { readTaskSection } from './sections/task-section.js';
import type { FileContext, ReadTask } from './sections/task-section.js';
import { readYamlFile } from './yaml-file.js';
import { isGiven } from './yaml/located.js';
import type { LocatedMap } from './yaml/located.js';
import { optional, readValues } from './yaml/parameter.js';
import { expectList, expectMap, text } from './yaml/parameter-types.js';
import { Site } from './yaml/site.js';

/** See {@link readNetworkFile}. */
export interface NetworkFileOptions {
  readonly cacheDir: string;
  readonly frameworkDir?: string | undefined;
}

const versionKey = 'axelera-model-format';
const fiveSections = ['name', 'description', 'pipeline', 'models', 'datasets'];
const knownKeys = [versionKey, ...fiveSections, 'operators', 'model-env'];

/** More tasks than any cascade. */
const maxTasks = 64;

/**
 * Reads a network file (docs/network-files.md): templates applied, values filled in, every default decided.
 *
 * @throws FarsightError INVALID_NETWORK or UNSUPPORTED; the message names file, line, task and operator.
 */
export function readNetworkFile(path: string, options: NetworkFileOptions): NetworkDefinition {
  try {
    return readNetwork(resolve(path), options);
  } catch (error) {
    const message = `Expected a network file in ${basename(path)} but it cannot be read.`;
    throw FarsightError.from(error, 'INVALID_NETWORK', message);
  }
}

function readNetwork(path: string, options: NetworkFileOptions): NetworkDefinition {
  const top = readYamlFile(path);
  const site = new Site();
  refuseSlips(top, knownKeys, 'section', site);
  checkVersion(top, site);
  const { name, description } = readValues(
    { name: text, description: optional(text, '') },
    top.entries,
    top,
    site,
  );
  if (!networkNamePattern.test(name)) {
    const place = top.entries.get('name')?.keyPlace ?? top.place;
    throw site.invalid(
      place,
      `Expected a name of letters, digits, ".", "_" and "-" but received ${JSON.stringify(name)}.`,
    );
  }
  const tasks = readTasks(top, {
    models: mapAt(top, 'models', site),
    datasets: mapAt(top, 'datasets', site),
    declared: readDeclaredOperators(mapAt(top, 'operators', site), site),
    roots: { fileDir: dirname(path), ...options },
  });
  const licences = new Set(tasks.map(({ licence }) => licence).filter((licence) => licence !== ''));
  return {
    name,
    description: description.trim().replace(/\s+/g, ' '),
    licence: [...licences].join(' AND '),
    origin: path,
    tasks: tasks.map(({ task }) => task),
  };
}

/** Written by hand, a file may leave the version out if it has all that makes it one of this format. */
function checkVersion(top: LocatedMap, site: Site): void {
  const version = top.entries.get(versionKey)?.value;
  if (isGiven(version)) {
    const stated = text.read(version, versionKey, site);
    if (/^1(\.|$)/.test(stated)) return;
    throw site.expected('1.0.0', versionKey, version);
  }
  const missing = fiveSections.filter((key) => !top.entries.has(key));
  if (missing.length === 0) return;
  throw site.invalid(
    top.place,
    `Expected a network file: ${versionKey} is missing, and so is ${missing.join(', ')}.`,
  );
}

function readTasks(top: LocatedMap, file: FileContext): readonly ReadTask[] {
  const site = new Site();
  const { pipeline } = readValues({ pipeline: pipelineOf }, top.entries, top, site);
  const seen = new Set<string>();
  return pipeline.map((item) => {
    const [first, ...rest] = expectMap(item, 'a task of the pipeline', site).entries;
    if (first === undefined || rest.length > 0) {
      throw site.expected('one task per item', 'the pipeline', item);
    }
    const [name, { keyPlace, value }] = first;
    if (seen.has(name))
      throw site.invalid(keyPlace, `Expected a name of its own for each task but ${name} is used twice.`);
    seen.add(name);
    const section: LocatedMap = isGiven(value)
      ? { ...expectMap(value, `task ${name}`, site), place: keyPlace }
      : { kind: 'map', place: keyPlace, entries: new Map() };
    return readTaskSection(name, section, file);
  });
}

const pipelineOf = {
  isOptional: false,
  read: (value: Parameters<typeof isGiven>[0], name: string, site: Site) => {
    if (value === undefined) return [];
    const { items } = expectList(value, name, site);
    if (items.length >= 1 && items.length <= maxTasks) return items;
    throw site.expected(`1 to ${maxTasks} tasks`, name, value);
  },
};
