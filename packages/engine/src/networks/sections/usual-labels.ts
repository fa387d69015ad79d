import type { ResultKind } from '@farsight/protocol';

import { builtIn } from '../file-paths.js';
import { readLabelFile } from '../label-file.js';

/** Networks whose classes are known though their file does not name them. */
interface UsualLabels {
  readonly kind: ResultKind;
  /** Classes the model has. */
  readonly classes: number;
  /** Name of the dataset; any if undefined. */
  readonly dataset?: RegExp;
  /** A built-in label file, or the names. */
  readonly labels: string | readonly string[];
}

const usual: readonly UsualLabels[] = [
  { kind: 'detections', classes: 80, labels: 'coco.names' },
  { kind: 'detections', classes: 90, labels: 'coco90.names' },
  { kind: 'segments', classes: 80, labels: 'coco.names' },
  { kind: 'classifications', classes: 1000, labels: 'imagenet1000_clsidx_to_labels.txt' },
  { kind: 'semantic', classes: 19, labels: 'cityscapes.names' },
  { kind: 'semantic', classes: 21, labels: 'voc.names' },
  // COCO has keypoints of people only.
  { kind: 'keypoints', classes: 1, dataset: /coco/i, labels: ['person'] },
  { kind: 'keypoints', classes: 1, dataset: /face/i, labels: 'face.names' },
];

/** Labels of the usual datasets, for networks that do not say; none if they are not one of these. */
export function usualLabels(kind: ResultKind, numClasses: number, dataset = ''): readonly string[] {
  const found = usual.find((each) => {
    const isDataset = each.dataset === undefined || each.dataset.test(dataset);
    return each.kind === kind && each.classes === numClasses && isDataset;
  });
  const { labels = [] } = found ?? {};
  return typeof labels === 'string' ? readLabelFile(builtIn.labels + labels) : labels;
}
