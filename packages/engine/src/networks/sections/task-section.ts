import type { ResultKind } from '@farsight/protocol';

import type { ColorFormat, DecodeStep, FinishStep, RefineStep, TaskDefinition } from '../../definition.js';
import {
  buildPostprocess,
  buildPreprocess,
  checkOperators,
  readDeclaredOperators,
  resolveNames,
} from '../operators/build-operators.js';
import type { DeclaredOperator } from '../operators/build-operators.js';
import { checkPreprocess } from '../operators/check-preprocess.js';
import type { PostprocessStep } from '../operators/operator.js';
import { postprocessOperators } from '../operators/postprocess.js';
import { builtIn, findFile } from '../file-paths.js';
import { readYamlFile } from '../yaml-file.js';
import { isGiven } from '../yaml/located.js';
import type { LocatedMap, Located, Place } from '../yaml/located.js';
import { expectMap, text } from '../yaml/parameter-types.js';
import { fillPlaceholders } from '../yaml/placeholders.js';
import { Site } from '../yaml/site.js';
import { readDatasetSection, readLabels, usualLabels } from './dataset-section.js';
import { readInputSection } from './input-section.js';
import { readModelSection } from './model-section.js';
import type { ModelSection } from './model-section.js';
import { mergeOperators, readOperatorList } from './operator-list.js';
import type { OperatorUse } from './operator-list.js';
import { emptyMap, mapAt, refuseSlips } from './section.js';
import { templateVariables } from './template-variables.js';
import type { WeightRoots } from './weights-section.js';

/** The parts of a network file that its tasks refer to. */
export interface FileContext {
  readonly models: LocatedMap;
  readonly datasets: LocatedMap;
  /** Operators declared at the top of the file. */
  readonly declared: ReadonlyMap<string, DeclaredOperator>;
  readonly roots: WeightRoots;
}

/** A task, and the licence of its weights. */
export interface ReadTask {
  readonly task: TaskDefinition;
  readonly licence: string;
}

const knownKeys = ['model_name', 'template_path', 'input', 'preprocess', 'postprocess', 'operators'];

/** Reads one entry of `pipeline`. */
export function readTaskSection(name: string, section: LocatedMap, file: FileContext): ReadTask {
  const site = new Site(name);
  refuseSlips(section, knownKeys, 'key of a task', site);
  const model = readModel(name, section, file, site);
  const dataset = readDatasetSection(model.dataset, file.datasets, site);
  const variables = templateVariables(model, dataset.labelFilter);
  const fill = (map: LocatedMap): LocatedMap => {
    const valueOf = (variable: string, place: Place): ReturnType<typeof variables> =>
      variables(variable, place, site);
    return expectMap(fillPlaceholders(map, valueOf), 'a task', site);
  };
  const template = fill(readTemplate(section, file, site));
  const own = fill(section);
  const declared = new Map([
    ...readDeclaredOperators(mapAt(template, 'operators', site), site),
    ...file.declared,
  ]);
  const merged = (key: string): readonly OperatorUse[] => {
    const [base, over] = [template, own].map((map) =>
      resolveNames(readOperatorList(map.entries.get(key)?.value, key, site), declared),
    );
    return mergeOperators(base ?? [], over ?? []);
  };
  const [before, after] = [merged('preprocess'), merged('postprocess')];
  // First of all: that a task cannot run here is more worth saying than what else is wrong with it.
  checkOperators(before, after, declared, site);
  const convertsColor = before.some((use) => use.name === 'convert-color');
  const input = readInputSection(mapAt(template, 'input', site), mapAt(own, 'input', site), site);
  const colorFormat = input.colorFormat ?? (convertsColor ? undefined : model.colorFormat) ?? 'RGB';
  const labels = readLabels(dataset.labels, file.roots, site);
  const task = buildTask(name, section.place, { before, after, declared, colorFormat, labels }, model, site);
  return { task, licence: model.farsight.licence };
}

interface TaskParts {
  readonly before: readonly OperatorUse[];
  readonly after: readonly OperatorUse[];
  readonly declared: ReadonlyMap<string, DeclaredOperator>;
  readonly colorFormat: ColorFormat;
  readonly labels: readonly string[] | undefined;
}

function buildTask(
  name: string,
  place: Place,
  { before, after, declared, colorFormat, labels: stated }: TaskParts,
  { definition: model, farsight }: ModelSection,
  site: Site,
): TaskDefinition {
  const resultKind = resultKindOf(after, place, site);
  const labels = stated ?? usualLabels(resultKind, model.numClasses);
  const context = { model, labels, farsight };
  const preprocess = buildPreprocess(before, declared, context, site);
  const postprocess = buildPostprocess(after, declared, context, site);
  checkPreprocess(preprocess, colorFormat, model, place, site);
  const input = { processing: [] };
  return { name, model, input, colorFormat, preprocess, ...inTurn(postprocess), labels, resultKind };
}

/** The steps by when they run. */
function inTurn(steps: readonly PostprocessStep[]): Pick<TaskDefinition, 'decode' | 'refine' | 'finish'> {
  const isRefine = (step: PostprocessStep): step is RefineStep => step.op === 'filterdetections';
  const isFinish = (step: PostprocessStep): step is FinishStep =>
    step.op === 'tracker' || step.op.startsWith('add');
  const decode = steps.find((step): step is DecodeStep => !isRefine(step) && !isFinish(step));
  return { decode: decode as DecodeStep, refine: steps.filter(isRefine), finish: steps.filter(isFinish) };
}

function resultKindOf(uses: readonly OperatorUse[], place: Place, site: Site): ResultKind {
  const kinds = uses.flatMap(({ name }) => postprocessOperators[name]?.resultKind ?? []);
  const [kind, second] = kinds;
  if (kind !== undefined && second === undefined) return kind;
  throw site.invalid(
    place,
    `Expected one operator under postprocess that makes a result, such as decodeyolo or topk, but received ${kinds.length}.`,
  );
}

function readModel(
  name: string,
  section: LocatedMap,
  { models, roots }: FileContext,
  site: Site,
): ModelSection {
  const stated = section.entries.get('model_name')?.value;
  const modelName = isGiven(stated) ? text.read(stated, 'model_name', site) : name;
  const entry = models.entries.get(modelName);
  if (entry === undefined) {
    throw site.unknown((stated ?? section).place, 'model', modelName, models.entries.keys());
  }
  return readModelSection(modelName, expectMap(entry.value, modelName, site), roots, site);
}

function readTemplate(section: LocatedMap, { roots }: FileContext, site: Site): LocatedMap {
  const value: Located | undefined = section.entries.get('template_path')?.value;
  if (!isGiven(value)) return emptyMap(section.place);
  const written = text.read(value, 'template_path', site);
  const path = findFile(written, roots, builtIn.templates, '.yaml');
  if (path === undefined) {
    throw site.invalid(value.place, `Expected a template at ${JSON.stringify(written)} but there is none.`);
  }
  const template = readYamlFile(path);
  refuseSlips(template, knownKeys, 'key of a template', site);
  return template;
}
