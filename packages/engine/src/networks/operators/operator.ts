import type { ResultKind } from '@farsight/protocol';

import type {
  DecodeRetinaFaceStep,
  DecodeStep,
  DecodeYoloStep,
  FinishStep,
  ModelDefinition,
  PreprocessStep,
  RefineStep,
} from '../../definition.js';
import type { PathRoots } from '../file-paths.js';
import type { FarsightOptions } from '../sections/farsight-options.js';
import type { Place } from '../yaml/located.js';
import type { Schema, Values } from '../yaml/parameter.js';
import type { Site } from '../yaml/site.js';

/** Anchors and strides of a model's `extra_kwargs: {YOLO: …}`; absent where it does not say. */
export type YoloCells = Pick<DecodeYoloStep, 'anchors' | 'strides'>;

/** Priors of a model's `extra_kwargs: {RetinaFace: {cfg: …}}`. */
export type RetinaFacePriors = Pick<DecodeRetinaFaceStep, 'minSizes' | 'steps' | 'variance' | 'clip'>;

/** What an operator may look at besides its own parameters. */
export interface OperatorContext {
  readonly model: ModelDefinition;
  readonly labels: readonly string[];
  readonly farsight: FarsightOptions;
  readonly yolo: YoloCells;
  readonly retinaFace: RetinaFacePriors;
  readonly roots: PathRoots;
  /** Keypoints of each box that the task runs on: 0 if their number is not known, undefined if there are none. */
  readonly landmarks: number | undefined;
  /** Where the operator is written, for messages. */
  readonly place: Place;
  readonly site: Site;
}

/** A pre-processing operator of the network format. */
export interface PreprocessOperator {
  readonly parameters: Schema;
  /** The steps it stands for; none where it has nothing to do here. */
  readonly build: (values: Values<Schema>, context: OperatorContext) => readonly PreprocessStep[];
}

interface Phase<Name extends string, Step> {
  /** When its step runs: see {@link TaskDefinition}. */
  readonly phase: Name;
  readonly parameters: Schema;
  readonly build: (values: Values<Schema>, context: OperatorContext) => Step;
}

/** A post-processing operator that makes a result. */
export interface DecodeOperator extends Phase<'decode', DecodeStep> {
  readonly resultKind: ResultKind;
  /** Labels that it has itself, which go before those of the dataset; undefined if it does not say. */
  readonly labels: (values: Values<Schema>, context: OperatorContext) => readonly string[] | undefined;
}

/** A post-processing operator of the network format. */
export type PostprocessOperator = DecodeOperator | Phase<'refine', RefineStep> | Phase<'finish', FinishStep>;

/** Makes a table entry whose `build` knows the types its schema gives. */
export function preprocess<const S extends Schema>(
  parameters: S,
  build: (values: Values<S>, context: OperatorContext) => readonly PreprocessStep[],
): PreprocessOperator {
  return { parameters, build: build as PreprocessOperator['build'] };
}

/** See {@link preprocess}. */
export function decoder<const S extends Schema>(
  resultKind: ResultKind,
  parameters: S,
  build: (values: Values<S>, context: OperatorContext) => DecodeStep,
  labels: (values: Values<S>, context: OperatorContext) => readonly string[] | undefined = () => undefined,
): DecodeOperator {
  return {
    phase: 'decode',
    resultKind,
    parameters,
    build: build as DecodeOperator['build'],
    labels: labels as DecodeOperator['labels'],
  };
}

/** See {@link preprocess}. */
export function refiner<const S extends Schema>(
  parameters: S,
  build: (values: Values<S>, context: OperatorContext) => RefineStep,
): PostprocessOperator {
  return { phase: 'refine', parameters, build: build as Phase<'refine', RefineStep>['build'] };
}

/** See {@link preprocess}. */
export function finisher<const S extends Schema>(
  parameters: S,
  build: (values: Values<S>, context: OperatorContext) => FinishStep,
): PostprocessOperator {
  return { phase: 'finish', parameters, build: build as Phase<'finish', FinishStep>['build'] };
}
