import type { ResultKind } from '@farsight/protocol';

import type { BoxSelection, DecodeStep } from '../../definition.js';
import type { OnnxModel } from '../../onnx-file/onnx-model.js';
import { usualRetinaFacePriors } from '../retina-face-priors.js';
import { computedBy, producersOf } from './graph-head.js';
import type { CheckedOverrides } from './overrides.js';
import type { ToldTask } from './tell-task.js';

/** How the outputs are read, and what results. */
export interface ToldDecoding {
  readonly decode: DecodeStep;
  readonly resultKind: ResultKind;
}

/** The step that reads the outputs of a task, with the thresholds its own kind of network is run with. */
export function decodeFor(told: ToldTask, overrides: CheckedOverrides, model: OnnxModel): ToldDecoding {
  switch (told.task) {
    case 'classification':
      return { decode: topk(told, overrides, model), resultKind: 'classifications' };
    case 'detection':
      return { decode: detector(told, overrides), resultKind: 'detections' };
    case 'segmentation':
      return { decode: { op: 'decodeyoloseg', ...selection(overrides) }, resultKind: 'segments' };
    case 'keypoints': {
      const { keypoints = 0 } = told;
      return {
        decode: { op: 'decodeyolopose', keypoints, ...selection(overrides) },
        resultKind: 'keypoints',
      };
    }
    case 'faces':
      return { decode: retinaFace(overrides), resultKind: 'keypoints' };
    case 'oriented-boxes':
      return { decode: { op: 'decodeyoloobb', ...selection(overrides) }, resultKind: 'oriented-boxes' };
    case 'semantic':
      return { decode: { op: 'semantic-segmentation', binaryThreshold: 0.5 }, resultKind: 'semantic' };
    case 'depth':
      return { decode: { op: 'depth' }, resultKind: 'depth' };
    case 'embedding':
      return { decode: { op: 'embedding' }, resultKind: 'embeddings' };
    case 'text':
      return { decode: ctc(told, overrides), resultKind: 'text' };
  }
}

/** Thresholds as Ultralytics' `predict` and the built-in templates have them; suppression per class. */
function selection({ conf, iou }: CheckedOverrides): BoxSelection {
  return {
    boxFormat: 'xywh',
    normalizedCoord: false,
    classFilter: [],
    classExclude: [],
    confThreshold: conf ?? 0.25,
    maxNmsBoxes: 30_000,
    multiLabel: false,
    nmsIouThreshold: iou ?? 0.45,
    nmsClassAgnostic: false,
    nmsTopK: 300,
  };
}

function detector({ detector: kind, head }: ToldTask, overrides: CheckedOverrides): DecodeStep {
  const selected = selection(overrides);
  if (kind === 'ssd') {
    const conf = overrides.conf ?? 0.4;
    const ofFrame = { boxFormat: 'xyxy', normalizedCoord: true, confThreshold: conf } as const;
    return { op: 'decode-ssd-mobilenet', ...selected, ...ofFrame, nmsTopK: 200 };
  }
  if (kind === 'detr') return { op: 'decode-detr', ...selected, normalizedCoord: true };
  const layout = head?.head ?? 'auto';
  const boxFormat = layout === 'end-to-end' ? 'xyxy' : 'xywh';
  return { op: 'decodeyolo', head: layout, ...selected, boxFormat };
}

function retinaFace(overrides: CheckedOverrides): DecodeStep {
  const conf = overrides.conf ?? 0.5;
  const iou = overrides.iou ?? 0.4;
  return {
    op: 'decode-retinaface',
    ...selection({ ...overrides, conf, iou }),
    normalizedCoord: true,
    ...usualRetinaFacePriors,
  };
}

function topk({ output }: ToldTask, overrides: CheckedOverrides, model: OnnxModel): DecodeStep {
  const computed = computedBy(output.name, producersOf(model));
  const softmax = overrides.softmax ?? (computed?.opType === 'Softmax' ? false : 'auto');
  return { op: 'topk', k: 5, largest: true, sorted: true, softmax };
}

/**
 * Where there are fewer characters than classes, class 0 stands for none (PaddleOCR, whose characters start at 1); where
 * there are as many, the last one does (LPRNet's `-`).
 */
function ctc({ classes }: ToldTask, { labels = [] }: CheckedOverrides): DecodeStep {
  return { op: 'ctc', blank: labels.length < classes ? 0 : classes - 1, layout: 'auto' };
}
