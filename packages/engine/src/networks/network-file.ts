import { basename, dirname, resolve } from 'node:path';

import { FarsightError, networkNamePattern } from '@farsight/protocol';

import type { NetworkDefinition } from '../definition.js';
import { readDeclaredOperators } from './operators/declared-operators.js';
import { EarlierTasks } from './sections/earlier-tasks.js';
import { emptyMap, mapAt, refuseSlips } from './sections/section.js';
import { readTaskSection } from './sections/task-section.js';
import type { FileContext } from './sections/task-section.js';
import { isTrackerSection, readTrackerSection } from './sections/tracker-section.js';
import { readYamlFile } from './yaml-file.js';
import { isGiven } from './yaml/located.js';
import type { Located, LocatedMap } from './yaml/located.js';
import { optional, readValues } from './yaml/parameter.js';
import { expectList, expectMap, text } from './yaml/parameter-types.js';
import { Site } from './yaml/site.js';

/** See {@link readNetworkFile}. */
export interface NetworkFileOptions {
  readonly cacheDir: string;
  readonly frameworkDir?: string | undefined;
  /** Whether operators get their values for measuring accuracy. Default false. */
  readonly evaluation?: boolean | undefined;
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
  const { tasks, licences } = readTasks(top, {
    models: mapAt(top, 'models', site),
    datasets: mapAt(top, 'datasets', site),
    declared: readDeclaredOperators(mapAt(top, 'operators', site), site),
    roots: { fileDir: dirname(path), ...options },
    evaluation: options.evaluation ?? false,
  });
  return {
    name,
    description: description.trim().replace(/\s+/g, ' '),
    licence: licences.join(' AND '),
    origin: path,
    tasks,
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

/** The tasks in their order, and the licences of their weights. */
interface Pipeline {
  readonly tasks: NetworkDefinition['tasks'];
  readonly licences: readonly string[];
}

function readTasks(top: LocatedMap, file: FileContext): Pipeline {
  const site = new Site();
  const { pipeline } = readValues({ pipeline: pipelineOf }, top.entries, top, site);
  const sections = pipeline.map((item) => readNamed(item, site));
  const earlier = new EarlierTasks(sections.map(({ name }) => name));
  const licences = new Set<string>();
  for (const [at, { name, section }] of sections.entries()) {
    if (sections.slice(0, at).some((other) => other.name === name)) {
      throw site.invalid(
        section.place,
        `Expected a name of its own for each task but ${name} is used twice.`,
      );
    }
    if (isTrackerSection(section)) {
      readTrackerSection(name, section, earlier);
    } else {
      const { task, licence } = readTaskSection(name, section, earlier, file);
      earlier.add(task);
      if (licence !== '') licences.add(licence);
    }
  }
  return { tasks: earlier.all, licences: [...licences] };
}

/** The name of a task and its section, empty if it says nothing. */
function readNamed(item: Located, site: Site): { readonly name: string; readonly section: LocatedMap } {
  const [first, ...rest] = expectMap(item, 'a task of the pipeline', site).entries;
  if (first === undefined || rest.length > 0) {
    throw site.expected('one task per item', 'the pipeline', item);
  }
  const [name, { keyPlace, value }] = first;
  const section = isGiven(value)
    ? { ...expectMap(value, `task ${name}`, site), place: keyPlace }
    : emptyMap(keyPlace);
  return { name, section };
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
