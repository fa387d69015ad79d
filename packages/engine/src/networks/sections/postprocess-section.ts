import type { ResultKind } from '@farsight/protocol';

import type { FinishStep, RefineStep, TaskDefinition } from '../../definition.js';
import { buildAfter, buildDecode, findOperator, labelsOfDecoder } from '../operators/build-operators.js';
import type { FoundDecoder, FoundOperator, TaskContext } from '../operators/build-operators.js';
import { checkPostprocess } from '../operators/check-postprocess.js';
import type { PlacedStep } from '../operators/check-postprocess.js';
import type { Place } from '../yaml/located.js';
import type { Site } from '../yaml/site.js';
import type { OperatorUse } from './operator-list.js';

/** The operators after the network, found but not read. */
export interface FoundPostprocess {
  readonly decoder: FoundDecoder;
  readonly all: readonly FoundOperator[];
}

/** What embeddings are for, as files name it in `task_category`, letters alone. */
const embeddingCategories =
  /^(embeddings?|featureextraction|(person|vehicle)?reid(entification)?|face(recognition|verification|embeddings?))$/;

/**
 * Finds the operators of a task, those of the format and then those that only Farsight has. Errors: one is not known, and
 * there is not exactly one that makes a result.
 *
 * @param category - What the model is for; without operators it may tell that the output is a vector.
 */
export function findPostprocess(
  uses: readonly OperatorUse[],
  farsightUses: readonly OperatorUse[],
  category: string,
  place: Place,
  site: Site,
): FoundPostprocess {
  const isBare = uses.length + farsightUses.length === 0 && embeddingCategories.test(category);
  const implied = isBare ? [{ name: 'embedding', place, parameters: new Map() }] : farsightUses;
  const all = [
    ...uses.map((use) => ({ use, operator: findOperator('postprocess', use, site) })),
    ...implied.map((use) => ({ use, operator: findOperator('postprocess of Farsight', use, site) })),
  ];
  const [decoder, ...others] = all.flatMap(({ use, operator }) =>
    operator.phase === 'decode' ? [{ use, operator }] : [],
  );
  if (decoder !== undefined && others.length === 0) return { decoder, all };
  throw site.invalid(
    place,
    `Expected one operator under postprocess that makes a result, such as decodeyolo or topk, but received ${decoder === undefined ? 0 : others.length + 1}.`,
  );
}

/** Labels that the operators of a task have themselves, which go before those of the dataset. */
export function labelsOfPostprocess(
  { decoder }: FoundPostprocess,
  context: Omit<TaskContext, 'labels'>,
  site: Site,
): readonly string[] | undefined {
  return labelsOfDecoder(decoder, { ...context, labels: [] }, site);
}

/** What the operators after the network stand for, by when it runs. */
export function buildPostprocess(
  { decoder, all }: FoundPostprocess,
  context: TaskContext,
  parent: TaskDefinition | undefined,
  site: Site,
): Pick<TaskDefinition, 'decode' | 'refine' | 'finish' | 'resultKind'> {
  const decode = buildDecode(decoder, context, site);
  const after: readonly PlacedStep[] = all.flatMap((found) => {
    const step = buildAfter(found, context, site);
    return step === undefined ? [] : [{ step, place: found.use.place }];
  });
  const { resultKind } = decoder.operator;
  checkPostprocess(after, resultKind, parent, site);
  const steps = after.map(({ step }) => step);
  const finish = steps.filter((step) => !isRefine(step));
  return { decode, refine: steps.filter(isRefine), finish, resultKind: finishedKind(resultKind, finish) };
}

function isRefine(step: RefineStep | FinishStep): step is RefineStep {
  return step.op === 'filterdetections';
}

/** Detections that are followed become tracks; other results keep their kind. */
export function finishedKind(kind: ResultKind, finish: readonly FinishStep[]): ResultKind {
  return kind === 'detections' && finish.some(({ op }) => op === 'tracker') ? 'tracks' : kind;
}
