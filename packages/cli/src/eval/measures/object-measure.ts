import { FarsightError, labelOf, type TaskResult } from '@farsight/client';
import { ObjectPrecision } from '../metrics/object-precision.js';
import type { TrueObject } from '../metrics/objects.js';
import { classPrecisions, summarisePrecision } from '../metrics/summarise-precision.js';
import type { MatchedClasses } from '../truth/match-classes.js';
import type { AnnotatedPicture, PictureSize } from '../truth/object-truth.js';
import { isBoxResult } from './found-objects.js';
import type { Measure, MetricReport } from './measure.js';
import { objectMetric, type ObjectMetric, type ObjectMetricName } from './object-metrics.js';

/** What objects are measured by. */
export interface ObjectMeasureOptions {
  readonly pictures: readonly AnnotatedPicture[];
  readonly classes: MatchedClasses;
  readonly metrics: readonly ObjectMetricName[];
  /** Of the network: class id -> name. */
  readonly labels: readonly string[];
}

interface Measured extends ObjectMetric {
  readonly metric: ObjectMetricName;
  readonly precision: ObjectPrecision;
}

/** Measures boxes, masks and keypoints by average precision. */
export class ObjectMeasure implements Measure {
  readonly files: readonly string[];
  readonly #options: ObjectMeasureOptions;
  readonly #measured: readonly Measured[];
  readonly #measuredClasses: ReadonlySet<number>;

  constructor(options: ObjectMeasureOptions) {
    this.#options = options;
    this.files = options.pictures.map(({ file }) => file);
    this.#measuredClasses = new Set(options.classes.classIds.values());
    const keypoints = Math.max(0, ...options.pictures.map(({ keypointsPerObject }) => keypointsPerObject));
    this.#measured = options.metrics.map((metric) => {
      const how = objectMetric(metric, keypoints);
      return { metric, ...how, precision: new ObjectPrecision(how.options) };
    });
  }

  add(index: number, result: TaskResult | undefined, size: PictureSize | undefined): void {
    const picture = this.#options.pictures[index];
    if (picture === undefined) return;
    checkSize(picture, size);
    const truth = this.#truthOf(picture, size ?? picture.size ?? { width: 1, height: 1 });
    for (const { precision, found } of this.#measured) {
      const objects = result !== undefined && isBoxResult(result) ? found(result) : [];
      const known = objects.filter(({ classId }) => this.#measuredClasses.has(classId));
      precision.add(index, known, truth);
    }
  }

  report(): readonly MetricReport[] {
    const { classes, labels } = this.#options;
    return this.#measured.map(({ metric, precision, options }) => {
      const figures = precision.precision.figures();
      return {
        metric,
        figures: summarisePrecision(figures, options.areas, options.maxDetections),
        classes: classPrecisions(figures, options.maxDetections).map(({ classId, ...rest }) => ({
          label: classes.names.get(classId) ?? labelOf(labels, classId),
          figures: rest,
        })),
      };
    });
  }

  #truthOf(picture: AnnotatedPicture, size: PictureSize): readonly TrueObject[] {
    const withMasks = this.#options.metrics.includes('masks');
    return picture.objects(size, withMasks).flatMap(({ categoryId, ...object }) => {
      const classId = this.#options.classes.classIds.get(categoryId);
      return classId === undefined ? [] : [{ ...object, classId }];
    });
  }
}

/** Annotations of a picture of another size are those of another picture. */
function checkSize({ file, size: annotated }: AnnotatedPicture, size: PictureSize | undefined): void {
  if (annotated === undefined || size === undefined) return;
  if (annotated.width === size.width && annotated.height === size.height) return;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected ${annotated.width}x${annotated.height} pixels for ${file}, as the annotations say, but received ${size.width}x${size.height}.`,
  );
}
