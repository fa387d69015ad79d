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
  /** Name of the network whose ONNX weights run in its place, where this one is built by Python code. */
  readonly twin?: string;
  /** In the order of the pipeline, at least one. */
  readonly tasks: readonly TaskDefinition[];
}

/** One step of a network: a model with what comes before and after it. */
export interface TaskDefinition {
  readonly name: string;
  readonly model: ModelDefinition;
  /** What of the frame it looks at. */
  readonly input: TaskInput;
  /** Colour order in which the pre-processing gets its pixels. */
  readonly colorFormat: ColorFormat;
  readonly preprocess: readonly PreprocessStep[];
  /** From raw outputs to a result. */
  readonly decode: DecodeStep;
  /** What is done to that result of one frame alone, in order. */
  readonly refine: readonly RefineStep[];
  /** What is done to it with regard to the frames of the same stream before it, in order. */
  readonly finish: readonly FinishStep[];
  /** Class id -> name; may be empty or shorter than the classes: missing names read "class 7". */
  readonly labels: readonly string[];
  readonly resultKind: ResultKind;
}

/** What of a frame a task looks at: all of it, or the boxes that an earlier task found. */
export interface TaskInput {
  /** What is done to the whole frame first, in order. Results are in pixels of the source frame all the same. */
  readonly processing: readonly ImageStep[];
  /** Undefined: the whole frame. */
  readonly region?: RegionInput;
}

/** The task runs once per box of an earlier one. */
export interface RegionInput {
  /** Name of a task before this one whose results have boxes. */
  readonly where: string;
  /** Which boxes come first: as found, largest, best, or nearest to the centre of the frame. */
  readonly which: 'none' | 'area' | 'score' | 'center';
  /** Most boxes of a frame looked at; undefined: all. */
  readonly topK?: number;
  /** Each side of the box grows by this fraction of its size in all, half of it at either end; 0 or more. */
  readonly margin: number;
  /** Class ids (of the earlier task) whose boxes are looked at; empty: all. */
  readonly classFilter: readonly number[];
  /** What is done to each crop first, in order. */
  readonly processing: readonly ImageStep[];
}

/** Streams an {@link ImageStep} is meant for, by stream id; undefined: all. */
export interface StreamMatch {
  readonly mode: 'include' | 'exclude';
  readonly streams: readonly string[];
}

/** Perspective warp of the whole picture. */
export interface PerspectiveStep {
  readonly op: 'perspective';
  /** 3x3, row by row: source pixels (homogeneous) -> pixels of the picture that comes out, which has the same size. */
  readonly matrix: readonly number[];
  readonly match?: StreamMatch;
}

/** Takes a lens's distortion out, as OpenCV's `undistort` with the same camera matrix before and after. */
export interface UndistortStep {
  readonly op: 'camera-undistort';
  /** Focal lengths and principal point as fractions of the picture's width (fx, cx) and height (fy, cy). */
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
  /** k1, k2, p1, p2, k3. */
  readonly coefficients: readonly number[];
  readonly match?: StreamMatch;
}

/** Colour conversion of the whole picture. */
export interface ConvertColorInputStep {
  readonly op: 'convert-color-input';
  readonly format: ConvertColorStep['format'];
  readonly match?: StreamMatch;
}

/** Something done to a picture before a task looks at it. */
export type ImageStep = PerspectiveStep | UndistortStep | ConvertColorInputStep;

/** Order of the colour channels that a network's operators get pixels in. */
export type ColorFormat = 'RGB' | 'BGR' | 'GRAY';

/** The weights and how their input is laid out. */
export interface ModelDefinition {
  readonly name: string;
  readonly weights: WeightsDefinition;
  readonly inputLayout: 'NCHW' | 'NHWC';
  /**
   * Size of the network's input in pixels. Fixed here even where the weights take any size, unless both are 0: the input is
   * then as large as each frame, which nothing resizes (detectors exported by TensorFlow do that themselves).
   */
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

/**
 * A crop turned, scaled and moved so that its landmarks lie on a template (least squares over all points: Umeyama's
 * similarity), pixels beyond the frame 0. For tasks on regions of a task that has keypoints.
 */
export interface FaceAlignStep {
  readonly op: 'face-align';
  readonly width: number;
  readonly height: number;
  /** Where the landmarks come to lie: pixels of the aligned picture, as many as the earlier task has keypoints. */
  readonly templateX: readonly number[];
  readonly templateY: readonly number[];
}

/** One step from pixels to the input tensor, in the order of the file. */
export type PreprocessStep =
  | FaceAlignStep
  | LetterboxStep
  | ResizeStep
  | CenterCropStep
  | ConvertColorStep
  | ToTensorStep
  | NormalizeStep
  | LinearScalingStep
  | ContrastNormalizeStep;

/** What all decoders of boxes choose by. */
export interface BoxSelection {
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

/** Boxes from a YOLO head. */
export interface DecodeYoloStep extends BoxSelection {
  readonly op: 'decodeyolo';
  /** Told from the output shapes where `auto`; see `decoders/`. */
  readonly head: YoloHead | 'auto';
  /** Anchors of a `raw` head: per scale, width and height by turns, pixels of the network's input. */
  readonly anchors?: readonly (readonly number[])[];
  /** Strides of a `raw` head, one per scale. Default 8, 16, 32. */
  readonly strides?: readonly number[];
}

/**
 * Layouts of YOLO outputs. `v5`: `[1,N,5+C]` decoded, with objectness (v5, v7). `v8`: `[1,4+C,N]` or `[1,N,4+C]` (v8, v9,
 * 11). `end-to-end`: `[1,N,6]`, suppressed inside (v10). `yolox`: `[1,N,5+C]` on the grid, not decoded yet. `raw`: the
 * scales one by one, before anchors (v5, v7) or before distances (v8, v9, 11).
 */
export type YoloHead = 'v5' | 'v8' | 'end-to-end' | 'yolox' | 'raw';

/** Boxes with keypoints from a YOLO head `[1,5+3K,N]`. */
export interface DecodeYoloPoseStep extends BoxSelection {
  readonly op: 'decodeyolopose';
  /** K; 0: told from the output's shape. */
  readonly keypoints: number;
}

/** Boxes with masks from a YOLO head `[1,4+C+M,N]` and prototypes `[1,M,H/4,W/4]`. */
export interface DecodeYoloSegStep extends BoxSelection {
  readonly op: 'decodeyoloseg';
}

/** Turned boxes from a YOLO head `[1,4+C+1,N]`: centre, size, classes, angle in radians. */
export interface DecodeYoloObbStep extends BoxSelection {
  readonly op: 'decodeyoloobb';
}

/**
 * Boxes from an SSD: suppressed inside (TensorFlow's four outputs), or boxes and scores per prior. Class ids count from 1, as
 * COCO's categories, where the task's labels begin with a background or there are none; else from 0.
 */
export interface DecodeSsdStep extends BoxSelection {
  readonly op: 'decode-ssd-mobilenet';
}

/** Faces with 5 landmarks from RetinaFace's three outputs. */
export interface DecodeRetinaFaceStep extends BoxSelection {
  readonly op: 'decode-retinaface';
  /** Sides of the square priors in pixels of the input, per scale. */
  readonly minSizes: readonly (readonly number[])[];
  /** Stride of each scale. */
  readonly steps: readonly number[];
  readonly variance: readonly [number, number];
  /** Whether priors are clipped to the input. */
  readonly clip: boolean;
}

/** Boxes from RTMDet: suppressed inside (`dets`, `labels`), or raw. */
export interface DecodeRtmDetStep extends BoxSelection {
  readonly op: 'decodertmdet';
}

/** Boxes from a DETR: logits `[1,Q,C]` and boxes `[1,Q,4]` of 0..1, no suppression (RT-DETR, D-FINE). */
export interface DecodeDetrStep extends BoxSelection {
  readonly op: 'decode-detr';
}

/** The best classes. */
export interface TopKStep {
  readonly op: 'topk';
  readonly k: number;
  readonly largest: boolean;
  readonly sorted: boolean;
  /** `auto`: softmax unless the outputs are probabilities already. */
  readonly softmax: boolean | 'auto';
}

/** A class per pixel: argmax, or a threshold where there is one channel; or classes as the network gives them. */
export interface SemanticSegmentationStep {
  readonly op: 'semantic-segmentation';
  /** Of a single channel: pixels above it are class 1. */
  readonly binaryThreshold: number;
}

/** The output as a vector of length 1. */
export interface EmbeddingStep {
  readonly op: 'embedding';
}

/** The output as a vector of length 1, named by the nearest known vectors. The result is classifications. */
export interface RecognitionStep {
  readonly op: 'recognition';
  /** Absolute path of a JSON file: name -> vector, or name -> list of vectors. */
  readonly embeddingsFile: string;
  /** Known vectors farther away than this (nearer than this, for cosine similarity) name nothing. */
  readonly distanceThreshold: number;
  readonly distanceMetric:
    'euclidean' | 'squared_euclidean' | 'cosine_distance' | 'cosine_similarity' | 'dot_product';
  /** Most names given. */
  readonly k: number;
}

/**
 * Text by greedy CTC from class scores per step. Characters are the task's labels: one for every class, that of the blank
 * never read; or, where there are fewer labels than classes, one for every class but the blank, in their order, and a class
 * beyond the last label is a space (PaddleOCR: blank 0, then the characters of its file, then the space).
 */
export interface CtcStep {
  readonly op: 'ctc';
  /** Class that stands for no character. */
  readonly blank: number;
  /** Which axis runs along the text: told from the number of labels where `auto`. */
  readonly layout: 'classes-first' | 'steps-first' | 'auto';
}

/** A map of distances as the network gives it. */
export interface DepthStep {
  readonly op: 'depth';
}

/** One step from raw outputs to a result. A decoder for each is in `decoders/`, listed in its table. */
export type DecodeStep =
  | DecodeYoloStep
  | DecodeYoloPoseStep
  | DecodeYoloSegStep
  | DecodeYoloObbStep
  | DecodeSsdStep
  | DecodeRetinaFaceStep
  | DecodeRtmDetStep
  | DecodeDetrStep
  | TopKStep
  | SemanticSegmentationStep
  | EmbeddingStep
  | RecognitionStep
  | CtcStep
  | DepthStep;

/** Leaves small boxes out. */
export interface FilterDetectionsStep {
  readonly op: 'filterdetections';
  /** Least sides in source pixels. */
  readonly minWidth: number;
  readonly minHeight: number;
}

/** Something done to the result of one frame alone. */
export type RefineStep = FilterDetectionsStep;

/** Follows boxes from frame to frame. Detections become tracks; other boxes keep their kind and get track ids. */
export interface TrackerStep {
  readonly op: 'tracker';
  readonly algorithm: 'sort' | 'oc-sort' | 'bytetrack' | 'scalarmot';
  /** Results that a track remembers of tasks that run on it. */
  readonly historyLength: number;
  /** Runs of each such task that a track counts; 0: all. */
  readonly subtaskRuns: number;
  /** As the algorithm's own code names them; see `tracking/`. */
  readonly parameters: Readonly<Record<string, number | boolean | string>>;
}

/** Remembers this task's classes or keypoints for each track of the task `where`, and gives them for all its tracks. */
export interface AddToTrackerStep {
  readonly op: 'addclassificationstotracker' | 'addkeypointstotracker';
  readonly where: string;
}

/** Something done to results with regard to the frames of the same stream before it. */
export type FinishStep = TrackerStep | AddToTrackerStep;
