import type { ResultKind } from '@farsight/protocol';

import type {
  DecodeStep,
  FinishStep,
  ModelDefinition,
  PreprocessStep,
  RefineStep,
} from '../../definition.js';
import type { FarsightOptions } from '../sections/farsight-options.js';
import type { Place } from '../yaml/located.js';
import type { Schema, Values } from '../yaml/parameter.js';
import type { Site } from '../yaml/site.js';

/** What an operator may look at besides its own parameters. */
export interface OperatorContext {
  readonly model: ModelDefinition;
  readonly labels: readonly string[];
  readonly farsight: FarsightOptions;
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

/** What comes after the runtime's run: see {@link TaskDefinition}. */
export type PostprocessStep = DecodeStep | RefineStep | FinishStep;

/** A post-processing operator of the network format. */
export interface PostprocessOperator {
  readonly parameters: Schema;
  /** What kind of result it makes; undefined if it only changes one. */
  readonly resultKind: ResultKind | undefined;
  readonly build: (values: Values<Schema>, context: OperatorContext) => PostprocessStep;
}

/** Makes a table entry whose `build` knows the types its schema gives. */
export function preprocess<const S extends Schema>(
  parameters: S,
  build: (values: Values<S>, context: OperatorContext) => readonly PreprocessStep[],
): PreprocessOperator {
  return { parameters, build: build as PreprocessOperator['build'] };
}

/** Makes a table entry whose `build` knows the types its schema gives. */
export function postprocess<const S extends Schema>(
  resultKind: ResultKind | undefined,
  parameters: S,
  build: (values: Values<S>, context: OperatorContext) => PostprocessStep,
): PostprocessOperator {
  return { resultKind, parameters, build: build as PostprocessOperator['build'] };
}
