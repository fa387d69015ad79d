import { FarsightError } from '@farsight/protocol';

import { builtIn, findFile } from '../file-paths.js';
import type { PathRoots } from '../file-paths.js';
import { readLabelFile } from '../label-file.js';
import { isGiven } from '../yaml/located.js';
import type { Located, LocatedMap, Place } from '../yaml/located.js';
import { expectMap, text } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import { emptyMap, refuseSlips } from './section.js';

/** What a network file says about the data its model was trained on, as far as it matters for serving. */
export interface DatasetSection {
  /** A list of names, or the path of a file of them. */
  readonly labels: Located | undefined;
  readonly labelFilter: Located | undefined;
}

/** Reads the entry of `datasets` that a model names; one that is not there says nothing. */
export function readDatasetSection(
  name: string | undefined,
  datasets: LocatedMap,
  site: Site,
): DatasetSection {
  const value = name === undefined ? undefined : datasets.entries.get(name)?.value;
  const section = isGiven(value) ? expectMap(value, name ?? '', site) : emptyMap(datasets.place);
  refuseSlips(section, ['labels_path', 'labels', 'label_filter'], 'key of a dataset', site);
  return {
    labels: section.entries.get('labels_path')?.value ?? section.entries.get('labels')?.value,
    labelFilter: section.entries.get('label_filter')?.value,
  };
}

/** Class names as a file gives them. */
export interface StatedLabels {
  readonly names: readonly string[];
  /** Where they are written in the network file itself, rather than in a file that other networks share. */
  readonly writtenAt: Place | undefined;
}

/** Class id -> name, from a list of names or the path of a file of them; undefined if neither is given. */
export function readLabels(
  value: Located | undefined,
  roots: PathRoots,
  site: Site,
): StatedLabels | undefined {
  if (!isGiven(value)) return undefined;
  if (value.kind === 'list') {
    const names = value.items.map((item) => text.read(item, 'labels', site));
    return { names, writtenAt: value.place };
  }
  const written = text.read(value, 'labels_path', site);
  const path = findFile(written, roots, builtIn.labels);
  if (path === undefined) {
    throw site.invalid(value.place, `Expected a label file at ${JSON.stringify(written)} but there is none.`);
  }
  try {
    return { names: readLabelFile(path), writtenAt: undefined };
  } catch (error) {
    throw site.invalid(value.place, FarsightError.from(error).message);
  }
}

/**
 * The labels there are classes for. A file of more names than classes is one of a larger dataset (people only, named by
 * COCO's 80): the rest is left out. More names in the network file itself are a mistake.
 */
export function fitLabels(
  { names, writtenAt }: StatedLabels,
  numClasses: number,
  site: Site,
): readonly string[] {
  if (numClasses === 0 || names.length <= numClasses) return names;
  if (writtenAt === undefined) return names.slice(0, numClasses);
  throw site.invalid(
    writtenAt,
    `Expected at most ${numClasses} labels, as many as num_classes of the model, but received ${names.length}.`,
  );
}
