import { basename } from 'node:path';

import { FarsightError } from '@farsight/protocol';

import type { ColorFormat, PreprocessStep, TaskDefinition } from '../../definition.js';
import type { CheckedOverrides } from './overrides.js';

/** How a family of networks wants its pixels. */
interface FamilyTraits {
  readonly resize: 'letterbox' | 'stretch' | 'crop' | 'none';
  /** As Pillow or as OpenCV, where it is a resize. */
  readonly antialias: boolean;
  readonly letterbox: Pick<Extract<PreprocessStep, { op: 'letterbox' }>, 'placement' | 'rounding'>;
  readonly color: ColorFormat;
  /** Part of the shorter side that a centre crop keeps. */
  readonly cropFraction: number;
  /** Values of a pixel: 0..1, 0..255, as ImageNet's, less a mean; `unknown`: only the operator can say. */
  readonly values: 'fractions' | 'bytes' | Normalization | 'unknown';
}

interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Mean and standard deviation of ImageNet's pixels, of 0..1, RGB: https://pytorch.org/vision/stable/models.html */
const imagenet: Normalization = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** `LetterBox` of ultralytics/data/augment.py: sizes by Python's round, frames centred. */
const centred = { placement: 'center', rounding: 'half-even' } as const;

const ofUltralytics: FamilyTraits = {
  resize: 'letterbox',
  antialias: false,
  letterbox: centred,
  color: 'RGB',
  cropFraction: 1,
  values: 'fractions',
};

const families = {
  /** Detectors, segmenters and pose networks alike. */
  ultralytics: ofUltralytics,
  /** Fed by torchvision, whose resize antialiases, unlike cv2's. */
  'ultralytics-classifier': { ...ofUltralytics, resize: 'crop', antialias: true },
  /** `preproc` of yolox/data/data_augment.py: sizes by Python's int, padding at the right and bottom, levels as they are. */
  yolox: {
    ...ofUltralytics,
    letterbox: { placement: 'top-left', rounding: 'truncate' },
    color: 'BGR',
    values: 'bytes',
  },
  /** 224 of 256 pixels, in torchvision as in timm (`crop_pct`). */
  imagenet: { ...ofUltralytics, resize: 'crop', antialias: true, cropFraction: 0.875, values: imagenet },
  /** torchvision's segmentation networks. */
  'imagenet-stretched': { ...ofUltralytics, resize: 'stretch', antialias: true, values: imagenet },
  /** https://github.com/biubug6/Pytorch_Retinaface, `detect.py`: OpenCV's pixels less Caffe's mean. */
  retinaface: {
    ...ofUltralytics,
    letterbox: { placement: 'top-left', rounding: 'half-even' },
    color: 'BGR',
    values: { mean: [104, 117, 123], std: [1] },
  },
  /** https://github.com/lyuwenyu/RT-DETR */
  detr: { ...ofUltralytics, resize: 'stretch' },
  /** TensorFlow's detectors: the whole picture as it is, they resize it themselves. */
  'any-size': { ...ofUltralytics, resize: 'none', values: 'bytes' },
  stretched: { ...ofUltralytics, resize: 'stretch', values: 'unknown' },
} as const satisfies Readonly<Record<string, FamilyTraits>>;

/** Families of networks that want their pixels in one way. */
export type Family = keyof typeof families;

/** See {@link preprocessFor}. */
export interface PreprocessRequest {
  readonly path: string;
  readonly family: Family;
  readonly channels: 1 | 3;
  /** Whether the network takes pixels of 0..255 as bytes. */
  readonly isBytes: boolean;
  readonly size: { readonly width: number; readonly height: number };
  readonly overrides: CheckedOverrides;
}

/**
 * Colour order and steps from frame to input, as the family wants them and the operator overrides.
 *
 * @throws FarsightError INVALID_NETWORK where only the operator can say how pixels become values, and has not.
 */
export function preprocessFor(
  request: PreprocessRequest,
): Pick<TaskDefinition, 'colorFormat' | 'preprocess'> {
  const { family, channels, overrides } = request;
  return {
    colorFormat: overrides.color ?? (channels === 1 ? 'GRAY' : families[family].color),
    preprocess: [...resizeSteps(request), ...valueSteps(request)],
  };
}

function resizeSteps({ family, size, overrides }: PreprocessRequest): readonly PreprocessStep[] {
  const traits: FamilyTraits = families[family];
  const { antialias, cropFraction, letterbox } = traits;
  switch (overrides.resize ?? traits.resize) {
    case 'none':
      return [];
    case 'letterbox': {
      const placement = overrides.placement ?? letterbox.placement;
      return [{ op: 'letterbox', ...size, scaleUp: true, padValue: 114, ...letterbox, placement }];
    }
    case 'stretch':
      return [{ op: 'resize', size, interpolation: 'bilinear', antialias }];
    case 'crop': {
      const shorterSide = Math.round(Math.max(size.width, size.height) / cropFraction);
      return [
        { op: 'resize', size: { shorterSide }, interpolation: 'bilinear', antialias: true },
        { op: 'centercrop', ...size },
      ];
    }
  }
}

function valueSteps(request: PreprocessRequest): readonly PreprocessStep[] {
  const { overrides, isBytes, family } = request;
  const stated = statedNormalization(overrides);
  const normalization = stated ?? usualNormalization(request);
  const isUnscaled =
    families[family].values === 'bytes' ||
    isBytes ||
    (normalization !== undefined && isOfBytes(normalization));
  return [
    { op: 'totensor', scale: overrides.scale ?? !isUnscaled },
    ...(normalization === undefined ? [] : [{ op: 'normalize' as const, ...normalization }]),
  ];
}

/** The two belong together: one that is given alone goes with the other's neutral value, not with another network's. */
function statedNormalization({ mean, std }: CheckedOverrides): Normalization | undefined {
  if (mean === undefined && std === undefined) return undefined;
  return { mean: mean ?? [0], std: std ?? [1] };
}

function usualNormalization(request: PreprocessRequest): Normalization | undefined {
  const { family, channels, isBytes, overrides } = request;
  if (isBytes || overrides.scale !== undefined) return undefined;
  const { values }: FamilyTraits = families[family];
  if (values === 'unknown') throw unknownValues(request);
  return typeof values === 'string' || channels === 1 ? undefined : values;
}

function unknownValues({ path }: PreprocessRequest): FarsightError {
  return new FarsightError(
    'INVALID_NETWORK',
    `Cannot tell what values ${basename(path)} wants for pixels: say --mean and --std, such as --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 (ImageNet's), ` +
      '--mean 127.5 --std 127.5 (-1 to 1); or --scale (0 to 1) or --no-scale (0 to 255).',
  );
}

/** Means and deviations of pixels of 0..1 are below 1; above it they are meant for 0..255. */
function isOfBytes({ mean, std }: Normalization): boolean {
  return [...mean, ...std].some((value) => Math.abs(value) > 1);
}
