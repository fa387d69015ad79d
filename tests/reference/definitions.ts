import type {
  BoxSelection,
  ModelDefinition,
  NetworkDefinition,
  PreprocessStep,
  TaskDefinition,
} from '@farsight/engine';
import { referenceFolder } from './expected.js';

/** The reference keeps detections above this. */
export const referenceThreshold = 0.25;

const imagenet: PreprocessStep = { op: 'normalize', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const imagenetCrop: readonly PreprocessStep[] = [
  { op: 'resize', size: { shorterSide: 256 }, interpolation: 'bilinear', antialias: true },
  { op: 'centercrop', width: 224, height: 224 },
];

/** Nothing before or after the network but its own steps. */
const wholeFrame = { input: { processing: [] }, refine: [], finish: [] } as const;

/** The networks that the engine runs, by the file of their weights, as the reference says they are to be fed. */
export const referenceDefinitions: Readonly<Record<string, NetworkDefinition>> = {
  'squeezenet_fp16.onnx': classifier('squeezenet_fp16', 'BGR', [
    ...imagenetCrop,
    { op: 'totensor', scale: false },
    { op: 'linear-scaling', mean: [1], shift: [-104, -117, -123] },
  ]),
  'mobilenet_v2_int8.onnx': classifier('mobilenet_v2_int8', 'RGB', [
    ...imagenetCrop,
    { op: 'totensor', scale: true },
    imagenet,
  ]),
  'yolox_nano.onnx': detector('yolox_nano', 416, {
    colorFormat: 'BGR',
    preprocess: [letterbox(416, 'top-left', 'truncate'), { op: 'totensor', scale: false }],
  }),
  'yolov5n_fp16.onnx': detector('yolov5n_fp16', 640),
  'yolov8n_int8.onnx': detector('yolov8n_int8', 320),
  'yolov8n_fp32dq_640.onnx': detector('yolov8n_fp32dq_640', 640),
  'yolov10n_int8.onnx': detector('yolov10n_int8', 640),
  'yolov8n-seg_int8.onnx': segmenter('yolov8n-seg_int8', 320),
  'yolov8n-seg_fp32dq_640.onnx': segmenter('yolov8n-seg_fp32dq_640', 640),
  'yolo11n-pose_fp32dq_640.onnx': pose('yolo11n-pose_fp32dq_640', 640),
};

function letterbox(
  size: number,
  placement: 'center' | 'top-left',
  rounding: 'half-even' | 'truncate',
): PreprocessStep {
  return { op: 'letterbox', width: size, height: size, scaleUp: true, padValue: 114, placement, rounding };
}

function network(name: string, task: Omit<TaskDefinition, 'labels'>): NetworkDefinition {
  return { name, description: '', licence: '', origin: '', tasks: [{ ...task, labels: [] }] };
}

function model(path: string, size: number, numClasses: number): ModelDefinition {
  return {
    name: path,
    weights: { path },
    inputLayout: 'NCHW',
    inputWidth: size,
    inputHeight: size,
    inputChannels: 3,
    numClasses,
  };
}

function referencePath(name: string): string {
  return `${referenceFolder}models/${name}.onnx`;
}

function classifier(
  name: string,
  colorFormat: 'RGB' | 'BGR',
  preprocess: readonly PreprocessStep[],
): NetworkDefinition {
  return network(name, {
    name: 'classifications',
    model: model(referencePath(name), 224, 1000),
    colorFormat,
    preprocess,
    ...wholeFrame,
    decode: { op: 'topk', k: 5, largest: true, sorted: true, softmax: 'auto' },
    resultKind: 'classifications',
  });
}

type Special = Partial<Pick<TaskDefinition, 'colorFormat' | 'preprocess'>>;

function detector(name: string, size: number, special: Special = {}): NetworkDefinition {
  return yoloDetector(name, referencePath(name), size, 80, referenceThreshold, special);
}

function segmenter(name: string, size: number): NetworkDefinition {
  return yoloNetwork(name, referencePath(name), size, 80, {
    name: 'segments',
    decode: { op: 'decodeyoloseg', ...yoloSelection(referenceThreshold) },
    resultKind: 'segments',
  });
}

function pose(name: string, size: number): NetworkDefinition {
  return yoloNetwork(name, referencePath(name), size, 1, {
    name: 'keypoints',
    decode: { op: 'decodeyolopose', keypoints: 17, ...yoloSelection(referenceThreshold) },
    resultKind: 'keypoints',
  });
}

/** A YOLO detector fed as Ultralytics does it, but for what is `special`. */
export function yoloDetector(
  name: string,
  path: string,
  size: number,
  numClasses: number,
  confThreshold: number,
  special: Special = {},
): NetworkDefinition {
  return yoloNetwork(name, path, size, numClasses, {
    name: 'detections',
    decode: { op: 'decodeyolo', head: 'auto', ...yoloSelection(confThreshold) },
    resultKind: 'detections',
    ...special,
  });
}

function yoloNetwork(
  name: string,
  path: string,
  size: number,
  numClasses: number,
  task: Pick<TaskDefinition, 'name' | 'decode' | 'resultKind'> & Special,
): NetworkDefinition {
  return network(name, {
    model: model(path, size, numClasses),
    colorFormat: 'RGB',
    preprocess: [letterbox(size, 'center', 'half-even'), { op: 'totensor', scale: true }],
    ...wholeFrame,
    ...task,
  });
}

function yoloSelection(confThreshold: number): BoxSelection {
  return {
    boxFormat: 'xywh',
    normalizedCoord: false,
    classFilter: [],
    classExclude: [],
    confThreshold,
    maxNmsBoxes: 30_000,
    multiLabel: false,
    nmsIouThreshold: 0.45,
    nmsClassAgnostic: false,
    nmsTopK: 300,
  };
}
