import type { ResultKind } from '@farsight/protocol';

/**
 * A network, read and resolved: templates applied, values filled in, every optional decided. Plain data, so that it can
 * be handed to an executor's thread.
 */
export interface NetworkDefinition {
  readonly name: string;
  /** One line; may be empty. */
  readonly description: string;
  /** SPDX identifier of the weights' licence; empty if unknown. */
  readonly licence: string;
  /** The file this was read from: for logs and for messages to the operator, never for clients. */
  readonly origin: string;
  /** In the order of the pipeline, at least one. */
  readonly tasks: readonly TaskDefinition[];
}

/** One step of a network: a model with what comes before and after it. */
export interface TaskDefinition {
  readonly name: string;
  readonly model: ModelDefinition;
  /** Colour order in which the pre-processing gets its pixels. */
  readonly colorFormat: ColorFormat;
  readonly preprocess: readonly PreprocessStep[];
  readonly postprocess: readonly PostprocessStep[];
  /** Class id -> name; may be empty or shorter than the classes: missing names read "class 7". */
  readonly labels: readonly string[];
  readonly resultKind: ResultKind;
}

/** Order of the colour channels that a network's operators get pixels in. */
export type ColorFormat = 'RGB' | 'BGR' | 'GRAY';

/** The weights and how their input is laid out. */
export interface ModelDefinition {
  readonly name: string;
  readonly weights: WeightsDefinition;
  readonly inputLayout: 'NCHW' | 'NHWC';
  /** Size of the network's input in pixels. Fixed here even where the weights take any size. */
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** 1 or 3. */
  readonly inputChannels: number;
  /** Classes the network tells apart; 0 if unknown. */
  readonly numClasses: number;
}

/** Where the weights are, and what they must be. */
export interface WeightsDefinition {
  /** Absolute path where they are, or would be if they were here. */
  readonly path: string;
  /** Where to fetch them from if `path` does not exist. */
  readonly url?: string;
  /** Lower-case hex. */
  readonly md5?: string;
  /** Lower-case hex. */
  readonly sha256?: string;
}

/** Aspect ratio kept, rest padded. */
export interface LetterboxStep {
  readonly op: 'letterbox';
  readonly width: number;
  readonly height: number;
  /** Whether smaller frames are enlarged. */
  readonly scaleUp: boolean;
  /** Value of the padding in every channel, 0..255. */
  readonly padValue: number;
  /** `center` as Ultralytics does; `top-left`: padding at the right and bottom only, as YOLOX does. */
  readonly placement: 'center' | 'top-left';
  /** How the scaled size becomes whole pixels: `half-even` as Ultralytics (310.5 -> 310), `truncate` as YOLOX. */
  readonly rounding: 'half-even' | 'truncate';
}

/** Plain resize. */
export interface ResizeStep {
  readonly op: 'resize';
  /** Either both sides, or the shorter side with the aspect ratio kept (the longer side truncated, as torchvision). */
  readonly size: { readonly width: number; readonly height: number } | { readonly shorterSide: number };
  readonly interpolation: 'nearest' | 'bilinear' | 'bicubic' | 'lanczos';
  /** `true`: as Pillow, which widens its kernel when shrinking; `false`: as OpenCV, which does not. */
  readonly antialias: boolean;
}

/** Crop from the centre as torchvision: offset `round((size - crop) / 2)`, halves to even; padded with 0 where too small. */
export interface CenterCropStep {
  readonly op: 'centercrop';
  readonly width: number;
  readonly height: number;
}

/** OpenCV's colour conversions. */
export interface ConvertColorStep {
  readonly op: 'convert-color';
  readonly format: 'RGB2BGR' | 'BGR2RGB' | 'RGB2GRAY' | 'BGR2GRAY' | 'GRAY2RGB' | 'GRAY2BGR';
}

/** To float; divided by 255 if `scale`. */
export interface ToTensorStep {
  readonly op: 'totensor';
  readonly scale: boolean;
}

/** `(x - mean[c]) / std[c]`. One value stands for all channels. */
export interface NormalizeStep {
  readonly op: 'normalize';
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** `x / mean[c] + shift[c]`. One value stands for all channels. */
export interface LinearScalingStep {
  readonly op: 'linear-scaling';
  readonly mean: readonly number[];
  readonly shift: readonly number[];
}

/** `(x - min) / (max - min)` over the whole input. */
export interface ContrastNormalizeStep {
  readonly op: 'contrast-normalize';
}

/** One step from pixels to the input tensor, in the order of the file. */
export type PreprocessStep =
  | LetterboxStep
  | ResizeStep
  | CenterCropStep
  | ConvertColorStep
  | ToTensorStep
  | NormalizeStep
  | LinearScalingStep
  | ContrastNormalizeStep;

/** Boxes from a YOLO head. */
export interface DecodeYoloStep {
  readonly op: 'decodeyolo';
  /** Told from the output shapes where `auto`; see `decoders/`. */
  readonly head: YoloHead | 'auto';
  readonly boxFormat: 'xyxy' | 'xywh' | 'ltwh';
  /** Boxes are 0..1 rather than pixels of the network's input. */
  readonly normalizedCoord: boolean;
  /** Class ids to keep; empty: all. */
  readonly classFilter: readonly number[];
  /** Class ids to leave out. */
  readonly classExclude: readonly number[];
  /** Results must have a score above this, 0..1. */
  readonly confThreshold: number;
  /** Best boxes that enter suppression. */
  readonly maxNmsBoxes: number;
  /** A box counts for every class above the threshold, not for its best alone. */
  readonly multiLabel: boolean;
  readonly nmsIouThreshold: number;
  readonly nmsClassAgnostic: boolean;
  /** Most boxes kept. */
  readonly nmsTopK: number;
}

/**
 * Layouts of YOLO outputs. `v5`: `[1,N,5+C]` decoded, with objectness (v5, v7). `v8`: `[1,4+C,N]` (v8, v9, 11).
 * `end-to-end`: `[1,N,6]`, suppressed inside (v10). `yolox`: `[1,N,5+C]` on the grid, not decoded yet.
 */
export type YoloHead = 'v5' | 'v8' | 'end-to-end' | 'yolox';

/** The best classes. */
export interface TopKStep {
  readonly op: 'topk';
  readonly k: number;
  readonly largest: boolean;
  readonly sorted: boolean;
  /** `auto`: softmax unless the outputs are probabilities already. */
  readonly softmax: boolean | 'auto';
}

/** One step from raw outputs to a result. */
export type PostprocessStep = DecodeYoloStep | TopKStep;
