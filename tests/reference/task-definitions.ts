import { readFileSync } from 'node:fs';
import type {
  BoxSelection,
  DecodeStep,
  ModelDefinition,
  NetworkDefinition,
  PreprocessStep,
  TaskDefinition,
} from '@farsight/engine';
import type { TaskFile } from './expected-tasks.js';
import { referenceFolder } from './expected.js';

type Special = Pick<TaskDefinition, 'colorFormat' | 'preprocess' | 'decode' | 'resultKind'> & {
  readonly labels?: readonly string[];
};

/** A network of one task on the whole frame, of the reference's weights. */
function network(
  file: string,
  size: Pick<ModelDefinition, 'inputWidth' | 'inputHeight' | 'inputLayout' | 'numClasses'>,
  special: Special,
): NetworkDefinition {
  const model = {
    name: file,
    weights: { path: `${referenceFolder}models/${file}` },
    inputChannels: 3,
    ...size,
  };
  const around = { name: 'task', input: { processing: [] }, refine: [], finish: [], labels: [] };
  return { name: file, description: '', licence: '', origin: '', tasks: [{ ...around, model, ...special }] };
}

function size(
  inputWidth: number,
  inputHeight: number,
  numClasses: number,
  inputLayout: 'NCHW' | 'NHWC' = 'NCHW',
): Pick<ModelDefinition, 'inputWidth' | 'inputHeight' | 'inputLayout' | 'numClasses'> {
  return { inputWidth, inputHeight, numClasses, inputLayout };
}

function stretch(width: number, height: number): PreprocessStep {
  return { op: 'resize', size: { width, height }, interpolation: 'bilinear', antialias: false };
}

const levels: PreprocessStep = { op: 'totensor', scale: false };

function selection(confThreshold: number, nmsIouThreshold: number): BoxSelection {
  return {
    boxFormat: 'xyxy',
    normalizedCoord: true,
    classFilter: [],
    classExclude: [],
    confThreshold,
    maxNmsBoxes: 30_000,
    multiLabel: false,
    nmsIouThreshold,
    nmsClassAgnostic: true,
    nmsTopK: 1000,
  };
}

const faces: DecodeStep = {
  op: 'decode-retinaface',
  ...selection(0.2, 0.4),
  minSizes: [
    [16, 32],
    [64, 128],
    [256, 512],
  ],
  steps: [8, 16, 32],
  variance: [0.1, 0.2],
  clip: false,
};

const facesLetterbox: PreprocessStep = {
  op: 'letterbox',
  width: 640,
  height: 640,
  scaleUp: true,
  padValue: 114,
  placement: 'top-left',
  rounding: 'half-even',
};

/** The characters of the plates' classes; the last stands for none. */
function plateCharacters(): readonly string[] {
  return Array.from(readFileSync(`${referenceFolder}annotations/lprnet_cn.chars`, 'utf8').trim());
}

/** Names of COCO's 90 categories by their ids; 0 is the background. */
export const cocoCategories: readonly string[] = [
  'background',
  ...readFileSync(new URL('../../packages/engine/labels/coco90.names', import.meta.url), 'utf8')
    .trim()
    .split('\n'),
];

/** TensorFlow's SSD: takes whole frames. */
export const ssdDefinition = network('ssd_mobilenet_v1_075_coco.onnx', size(0, 0, 90, 'NHWC'), {
  colorFormat: 'RGB',
  preprocess: [],
  decode: { op: 'decode-ssd-mobilenet', ...selection(0.4, 0.5) },
  resultKind: 'detections',
  labels: cocoCategories,
});

/** Faces with landmarks. */
export const facesDefinition = network('retinaface_mnet025_640.onnx', size(640, 640, 1), {
  colorFormat: 'BGR',
  preprocess: [facesLetterbox, levels, { op: 'linear-scaling', mean: [1], shift: [-104, -117, -123] }],
  decode: faces,
  resultKind: 'keypoints',
});

/** Faces, aligned already, as vectors. */
export const faceVectorsDefinition = network('mobilefacenet.onnx', size(112, 112, 0), {
  colorFormat: 'RGB',
  preprocess: [levels, { op: 'normalize', mean: [127.5], std: [127.5] }],
  decode: { op: 'embedding' },
  resultKind: 'embeddings',
});

/** Texts of plates. */
function platesDefinition(): NetworkDefinition {
  return network('lprnet_cn_24x94.onnx', size(94, 24, 68), {
    colorFormat: 'BGR',
    preprocess: [stretch(94, 24), levels, { op: 'normalize', mean: [127.5], std: [128] }],
    decode: { op: 'ctc', blank: 67, layout: 'auto' },
    resultKind: 'text',
    labels: plateCharacters(),
  });
}

const classOfEachPixel: DecodeStep = { op: 'semantic-segmentation', binaryThreshold: 1 };

/** Street scenes: channels first, the networks' own odd scale. */
const streets = network('espnet_p2q8_cityscapes_512x1024.onnx', size(1024, 512, 20), {
  colorFormat: 'BGR',
  preprocess: [
    stretch(1024, 512),
    levels,
    {
      op: 'normalize',
      mean: [72.3923111, 82.90893555, 73.15840149],
      std: [45.3192215, 46.15289307, 44.91483307],
    },
    { op: 'linear-scaling', mean: [255], shift: [0] },
  ],
  decode: classOfEachPixel,
  resultKind: 'semantic',
});

/** Things: channels last. */
const things = network('deeplabv3_mnv2_dm05_voc_257.onnx', size(257, 257, 21, 'NHWC'), {
  colorFormat: 'RGB',
  preprocess: [stretch(257, 257), levels, { op: 'linear-scaling', mean: [127.5], shift: [-1] }],
  decode: classOfEachPixel,
  resultKind: 'semantic',
});

/** Of each of these models what the engine runs. Called only where the reference is: reads the characters of plates there. */
export function taskDefinition(file: TaskFile): NetworkDefinition {
  const definitions: Readonly<Record<TaskFile, () => NetworkDefinition>> = {
    'ssd_mobilenet_v1_075_coco.onnx': () => ssdDefinition,
    'retinaface_mnet025_640.onnx': () => facesDefinition,
    'mobilefacenet.onnx': () => faceVectorsDefinition,
    'lprnet_cn_24x94.onnx': platesDefinition,
    'espnet_p2q8_cityscapes_512x1024.onnx': () => streets,
    'deeplabv3_mnv2_dm05_voc_257.onnx': () => things,
  };
  return definitions[file]();
}
