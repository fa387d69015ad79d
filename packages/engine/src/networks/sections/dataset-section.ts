import { FarsightError } from '@farsight/protocol';
import type { ResultKind } from '@farsight/protocol';

import { builtIn, findFile } from '../file-paths.js';
import type { PathRoots } from '../file-paths.js';
import { readLabelFile } from '../label-file.js';
import { isGiven } from '../yaml/located.js';
import type { Located, LocatedMap } from '../yaml/located.js';
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

/** Class id -> name, from a list of names or the path of a file of them; undefined if neither is given. */
export function readLabels(
  value: Located | undefined,
  roots: PathRoots,
  site: Site,
): readonly string[] | undefined {
  if (!isGiven(value)) return undefined;
  if (value.kind === 'list') return value.items.map((item) => text.read(item, 'labels', site));
  const written = text.read(value, 'labels_path', site);
  const path = findFile(written, roots, builtIn.labels);
  if (path === undefined) {
    throw site.invalid(value.place, `Expected a label file at ${JSON.stringify(written)} but there is none.`);
  }
  try {
    return readLabelFile(path);
  } catch (error) {
    throw site.invalid(value.place, FarsightError.from(error).message);
  }
}

/** Labels of the usual datasets, told by the number of classes, for networks that say no more. */
export function usualLabels(kind: ResultKind, numClasses: number): readonly string[] {
  const file = usualFiles[`${kind} ${numClasses}`];
  return file === undefined ? [] : readLabelFile(builtIn.labels + file);
}

const usualFiles: Readonly<Record<string, string>> = {
  'detections 80': 'coco.names',
  'classifications 1000': 'imagenet1000_clsidx_to_labels.txt',
};
