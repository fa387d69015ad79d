import type { ColorFormat, PreprocessStep, TaskDefinition } from '../../definition.js';
import type { CheckedOverrides } from './overrides.js';

/** Families of networks that want their pixels in one way. */
export type Family = 'ultralytics-detector' | 'yolox' | 'imagenet' | 'ultralytics-classifier';

/** See {@link preprocessFor}. */
export interface PreprocessRequest {
  readonly family: Family;
  readonly channels: 1 | 3;
  /** Whether the network takes pixels of 0..255 as bytes. */
  readonly isBytes: boolean;
  readonly size: { readonly width: number; readonly height: number };
  readonly overrides: CheckedOverrides;
}

/** Mean and standard deviation of ImageNet's pixels, of 0..1, RGB: https://pytorch.org/vision/stable/models.html */
const imagenetMean = [0.485, 0.456, 0.406];
const imagenetStd = [0.229, 0.224, 0.225];

/** Part of the shorter side that a centre crop keeps: 224 of 256, in torchvision as in timm (`crop_pct`). */
const cropFraction = 0.875;

/** Colour order and steps from frame to input, as the family wants them and the operator overrides. */
export function preprocessFor(
  request: PreprocessRequest,
): Pick<TaskDefinition, 'colorFormat' | 'preprocess'> {
  return {
    colorFormat: request.overrides.color ?? colorOf(request),
    preprocess: [...resizeSteps(request), ...valueSteps(request)],
  };
}

function colorOf({ family, channels }: PreprocessRequest): ColorFormat {
  if (channels === 1) return 'GRAY';
  return family === 'yolox' ? 'BGR' : 'RGB';
}

function resizeSteps(request: PreprocessRequest): readonly PreprocessStep[] {
  const { family, size, overrides } = request;
  const isDetector = family === 'ultralytics-detector' || family === 'yolox';
  switch (overrides.resize ?? (isDetector ? 'letterbox' : 'crop')) {
    case 'letterbox':
      return [letterbox(request)];
    case 'stretch':
      // Detectors are fed by cv2.resize, classifiers by torchvision, which antialiases.
      return [{ op: 'resize', size, interpolation: 'bilinear', antialias: !isDetector }];
    case 'crop': {
      const side = Math.max(size.width, size.height);
      const shorterSide = family === 'ultralytics-classifier' ? side : Math.round(side / cropFraction);
      return [
        { op: 'resize', size: { shorterSide }, interpolation: 'bilinear', antialias: true },
        { op: 'centercrop', ...size },
      ];
    }
  }
}

/**
 * Ultralytics: `LetterBox` of ultralytics/data/augment.py, sizes by Python's round. YOLOX: `preproc` of
 * yolox/data/data_augment.py, sizes by Python's int. Both enlarge smaller frames and pad with 114.
 */
function letterbox({ family, size, overrides }: PreprocessRequest): PreprocessStep {
  return {
    op: 'letterbox',
    ...size,
    scaleUp: true,
    padValue: 114,
    placement: overrides.placement ?? (family === 'yolox' ? 'top-left' : 'center'),
    rounding: family === 'yolox' ? 'truncate' : 'half-even',
  };
}

function valueSteps(request: PreprocessRequest): readonly PreprocessStep[] {
  const { overrides, isBytes, family } = request;
  const normalization = statedNormalization(overrides) ?? usualNormalization(request);
  const isUnscaled =
    family === 'yolox' || isBytes || (normalization !== undefined && isOfBytes(normalization));
  return [
    { op: 'totensor', scale: overrides.scale ?? !isUnscaled },
    ...(normalization === undefined ? [] : [{ op: 'normalize' as const, ...normalization }]),
  ];
}

interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** The two belong together: one that is given alone goes with the other's neutral value, not with another network's. */
function statedNormalization({ mean, std }: CheckedOverrides): Normalization | undefined {
  if (mean === undefined && std === undefined) return undefined;
  return { mean: mean ?? [0], std: std ?? [1] };
}

function usualNormalization({
  family,
  channels,
  isBytes,
  overrides,
}: PreprocessRequest): Normalization | undefined {
  if (family !== 'imagenet' || channels === 1 || isBytes || overrides.scale === false) return undefined;
  return { mean: imagenetMean, std: imagenetStd };
}

/** Means and deviations of pixels of 0..1 are below 1; above it they are meant for 0..255. */
function isOfBytes({ mean, std }: Normalization): boolean {
  return [...mean, ...std].some((value) => Math.abs(value) > 1);
}
