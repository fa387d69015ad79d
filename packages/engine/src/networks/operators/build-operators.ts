import type { DecodeStep, FinishStep, PreprocessStep, RefineStep } from '../../definition.js';
import { evaluationDefaults } from '../evaluation-defaults.js';
import type { OperatorUse } from '../sections/operator-list.js';
import { emptyMap } from '../sections/section.js';
import { isGiven } from '../yaml/located.js';
import type { LocatedMap, Place } from '../yaml/located.js';
import { readValues, refuseUnknown } from '../yaml/parameter.js';
import type { Schema, Values } from '../yaml/parameter.js';
import { expectMap } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import { imageOperators } from './image-processing.js';
import type { DecodeOperator, OperatorContext, PostprocessOperator } from './operator.js';
import { farsightOperators, postprocessOperators } from './postprocess.js';
import { preprocessOperators } from './preprocess.js';

/** What all operators of a task share. */
export interface TaskContext extends Omit<OperatorContext, 'place' | 'site'> {
  /** Whether the values for measuring accuracy are wanted. */
  readonly evaluation: boolean;
}

/** Which operators there are in which list of a task. */
export const operatorTables = {
  preprocess: preprocessOperators,
  postprocess: postprocessOperators,
  'postprocess of Farsight': { ...farsightOperators, ...postprocessOperators },
  'image_processing of the input': imageOperators,
} as const;

type TableName = keyof typeof operatorTables;

/** Turns pre-processing operators into steps, in the order of the file. */
export function buildPreprocess(
  uses: readonly OperatorUse[],
  context: TaskContext,
  site: Site,
): readonly PreprocessStep[] {
  return uses.flatMap((use) => {
    const operator = findOperator('preprocess', use, site);
    return operator.build(...readUse(operator.parameters, use, context, site));
  });
}

/** An operator of a task that makes a result or changes one, found but not read. */
export interface FoundOperator {
  readonly use: OperatorUse;
  readonly operator: PostprocessOperator;
}

/** The operator that makes a task's result. */
export interface FoundDecoder {
  readonly use: OperatorUse;
  readonly operator: DecodeOperator;
}

/** Labels that the operator itself has; undefined if it does not say. */
export function labelsOfDecoder(
  { use, operator }: FoundDecoder,
  context: TaskContext,
  site: Site,
): readonly string[] | undefined {
  return operator.labels(...readUse(operator.parameters, use, context, site));
}

/** The step that makes a task's result. */
export function buildDecode({ use, operator }: FoundDecoder, context: TaskContext, site: Site): DecodeStep {
  const step = operator.build(...readUse(operator.parameters, use, context, site));
  return context.evaluation && !use.parameters.has('eval') ? evaluationDefaults(step) : step;
}

/** The step that an operator after the decoder stands for; undefined for a decoder. */
export function buildAfter(
  { use, operator }: FoundOperator,
  context: TaskContext,
  site: Site,
): RefineStep | FinishStep | undefined {
  if (operator.phase === 'decode') return undefined;
  return operator.build(...readUse(operator.parameters, use, context, site));
}

/** Reserved for measuring accuracy, in every operator. */
const reserved = ['eval', 'pair_eval'];

/** Reads the parameters of an operator; the values for measuring accuracy go before its own where they are wanted. */
function readUse(
  schema: Schema,
  use: OperatorUse,
  { evaluation, ...context }: TaskContext,
  taskSite: Site,
): [values: Values<Schema>, context: OperatorContext] {
  const site = taskSite.operator(use.name);
  const values = readParameters(schema, use, site, evaluation);
  return [values, { ...context, place: use.place, site }];
}

/** See {@link readUse}. */
export function readParameters(
  schema: Schema,
  { parameters, place }: OperatorUse,
  site: Site,
  evaluation: boolean,
): Values<Schema> {
  const own = [...parameters].filter(([name]) => !reserved.includes(name));
  const measuring = evaluation ? evaluationValues(parameters, place, site) : emptyMap(place);
  const entries = new Map([...own, ...measuring.entries]);
  refuseUnknown(schema, entries, 'parameter', site);
  return readValues(schema, entries, { kind: 'map', place, entries }, site);
}

function evaluationValues(parameters: OperatorUse['parameters'], place: Place, site: Site): LocatedMap {
  const value = parameters.get('eval')?.value;
  return isGiven(value) ? expectMap(value, 'eval', site) : emptyMap(place);
}

/** The operator of that name. Errors: INVALID_NETWORK for one that belongs elsewhere, or is not known. */
export function findOperator<T extends TableName>(
  table: T,
  { name, place }: OperatorUse,
  site: Site,
): (typeof operatorTables)[T][string] {
  const found = Object.hasOwn(operatorTables[table], name) ? operatorTables[table][name] : undefined;
  if (found !== undefined) return found as (typeof operatorTables)[T][string];
  for (const [other, operators] of Object.entries(operatorTables)) {
    if (Object.hasOwn(operators, name)) {
      throw site.operator(name).invalid(place, `Expected this operator under ${other}.`);
    }
  }
  throw site.unknown(place, 'operator', name, Object.keys(operatorTables[table]));
}
