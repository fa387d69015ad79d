import { existsSync, statSync } from 'node:fs';
import { join, parse } from 'node:path';
import { FarsightError } from '@farsight/client';
import type { ChosenTask } from './choose-task.js';
import { ClassMeasure } from './measures/class-measure.js';
import type { Measure, MetricName } from './measures/measure.js';
import type { ObjectMetricName } from './measures/object-metrics.js';
import { ObjectMeasure } from './measures/object-measure.js';
import { PixelMeasure } from './measures/pixel-measure.js';
import { TextMeasure } from './measures/text-measure.js';
import { classFinder } from './truth/find-class.js';
import { imageNames } from './truth/image-names.js';
import { invalidTruth, someOf } from './truth/invalid-truth.js';
import { readLabelledFiles } from './truth/labelled-files.js';
import { matchClasses } from './truth/match-classes.js';
import type { ObjectTruth } from './truth/object-truth.js';
import { readCoco } from './truth/read-coco.js';
import { readLabelMap } from './truth/read-label-map.js';
import { readTruthText } from './truth/read-text.js';
import { readYolo } from './truth/read-yolo.js';

/** Where the truth is, and how much of it is wanted. */
export interface TruthOptions {
  readonly images: string;
  readonly annotations: string;
  /** First pictures; undefined: all. */
  readonly maxImages: number | undefined;
  /** Leave out classes that the network does not know. */
  readonly knownClasses: boolean;
}

/** A measure, and what is to be known about how it measures. */
export interface OpenedMeasure {
  readonly measure: Measure;
  /** A sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads the truth in the form that suits what is measured.
 *
 * @throws FarsightError INVALID_ARGUMENT, SOURCE_NOT_FOUND
 */
export async function openMeasure(chosen: ChosenTask, options: TruthOptions): Promise<OpenedMeasure> {
  if (!existsSync(options.annotations)) {
    throw invalidTruth('--annotations', 'a file or folder', options.annotations);
  }
  switch (chosen.metrics[0]) {
    case 'classes':
      return { measure: await openClasses(chosen, options), notes: [] };
    case 'text': {
      const files = await readLabelledFiles(options.annotations);
      return { measure: new TextMeasure(files.slice(0, options.maxImages)), notes: [] };
    }
    case 'pixels':
      return { measure: await openPixels(chosen, options), notes: [] };
    default:
      return openObjects(chosen, options);
  }
}

async function openClasses(
  { task }: ChosenTask,
  { annotations, maxImages }: TruthOptions,
): Promise<ClassMeasure> {
  const files = await readLabelledFiles(annotations);
  const find = classFinder(task.labels, task.model.numClasses);
  const truth = files
    .slice(0, maxImages)
    .map(({ file, label, where }) => ({ file, classId: find(label, where) }));
  return new ClassMeasure(truth, task.labels);
}

async function openPixels(
  { task }: ChosenTask,
  { images, annotations, maxImages }: TruthOptions,
): Promise<PixelMeasure> {
  const files = (await imageNames(images)).slice(0, maxImages);
  const maps = files.map((file) => ({ file, map: join(annotations, `${parse(file).name}.png`) }));
  const missing = maps.filter(({ map }) => !existsSync(map)).map(({ map }) => map);
  if (missing.length > 0) {
    throw invalidTruth(
      annotations,
      'a PNG of class ids for each picture',
      `none for ${missing.length}: ${someOf(missing, 3)}`,
    );
  }
  return new PixelMeasure(maps, task.labels, readLabelMap);
}

async function openObjects(
  { task, metrics }: ChosenTask,
  { images, annotations, maxImages, knownClasses }: TruthOptions,
): Promise<OpenedMeasure> {
  const isFolder = statSync(annotations).isDirectory();
  const all = isFolder
    ? await readYolo(annotations, images)
    : readCoco(await readTruthText(annotations), annotations);
  const truth = { ...all, pictures: all.pictures.slice(0, maxImages) };
  const wanted = annotatedMetrics(metrics, truth, annotations);
  const { labels, model } = task;
  const classes = matchClasses(truth, { labels, count: model.numClasses }, knownClasses);
  const notes: string[] = [];
  if (classes.by !== 'name') notes.push(`Classes are matched by ${classes.by}: names are missing.`);
  if (classes.unknown.length > 0)
    notes.push(`Left out, as the network does not know them: ${someOf(classes.unknown)}.`);
  const left = metrics.filter((metric) => !wanted.some((other) => other === metric));
  if (left.length > 0) notes.push(`Not measured, as the annotations have none: ${left.join(', ')}.`);
  return {
    measure: new ObjectMeasure({ pictures: truth.pictures, classes, metrics: wanted, labels }),
    notes,
  };
}

/** Those of the metrics that there are annotations for; a single one must have them. */
function annotatedMetrics(
  metrics: readonly MetricName[],
  { pictures }: ObjectTruth,
  annotations: string,
): readonly ObjectMetricName[] {
  const wanted = (['masks', 'keypoints', 'boxes'] as const).filter(
    (metric) => metrics.includes(metric) && (metric === 'boxes' || pictures.some(({ has }) => has[metric])),
  );
  if (wanted.length > 0) return wanted;
  throw new FarsightError('INVALID_ARGUMENT', `${annotations} has no ${metrics.join(' or ')}.`);
}
