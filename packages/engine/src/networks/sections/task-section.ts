import type { TaskDefinition } from '../../definition.js';
import { withBackground } from '../background-label.js';
import { buildPreprocess } from '../operators/build-operators.js';
import { checkPreprocess } from '../operators/check-preprocess.js';
import { readDeclaredOperators, resolveNames } from '../operators/declared-operators.js';
import type { DeclaredOperators } from '../operators/declared-operators.js';
import { isGiven } from '../yaml/located.js';
import type { LocatedMap, Place } from '../yaml/located.js';
import { expectMap, text } from '../yaml/parameter-types.js';
import { fillPlaceholders } from '../yaml/placeholders.js';
import { Site } from '../yaml/site.js';
import { fitLabels, readDatasetSection, readLabels } from './dataset-section.js';
import type { DatasetSection } from './dataset-section.js';
import type { EarlierTasks } from './earlier-tasks.js';
import { readInputSection } from './input-section.js';
import { keypointsOf } from './keypoints-of.js';
import { readModelSection } from './model-section.js';
import type { ModelSection } from './model-section.js';
import { mergeOperators, readOperatorList } from './operator-list.js';
import type { OperatorUse } from './operator-list.js';
import { buildPostprocess, findPostprocess, labelsOfPostprocess } from './postprocess-section.js';
import type { FoundPostprocess } from './postprocess-section.js';
import { mapAt, refuseSlips } from './section.js';
import { readTemplate, taskKeys } from './template.js';
import { templateVariables } from './template-variables.js';
import { usualLabels } from './usual-labels.js';
import type { WeightRoots } from './weights-section.js';

/** The parts of a network file that its tasks refer to. */
export interface FileContext {
  readonly models: LocatedMap;
  readonly datasets: LocatedMap;
  /** Operators declared at the top of the file. */
  readonly declared: DeclaredOperators;
  readonly roots: WeightRoots;
  /** Whether the operators' values for measuring accuracy are wanted. */
  readonly evaluation: boolean;
}

/** A task, and the licence of its weights. */
export interface ReadTask {
  readonly task: TaskDefinition;
  readonly licence: string;
}

/** Reads one entry of `pipeline`. */
export function readTaskSection(
  name: string,
  section: LocatedMap,
  earlier: EarlierTasks,
  file: FileContext,
): ReadTask {
  const site = new Site(name);
  refuseSlips(section, taskKeys, 'key of a task', site);
  const model = readModel(name, section, file, site);
  const dataset = readDatasetSection(model.dataset, file.datasets, site);
  const parts = readParts(section, model, dataset, file, site);
  // First of all: that a task cannot run here is more worth saying than what else is wrong with it.
  const after = findPostprocess(
    parts.merged('postprocess'),
    resolveNames(model.farsight.postprocess, parts.declared, site),
    model.category,
    section.place,
    site,
  );
  const before = parts.merged('preprocess');
  const convertsColor = before.some((use) => use.name === 'convert-color');
  const read = readInputSection(
    mapAt(parts.template, 'input', site),
    mapAt(parts.own, 'input', site),
    {
      task: name,
      earlier,
      declared: parts.declared,
      colorFormat: (convertsColor ? undefined : model.colorFormat) ?? 'RGB',
    },
    site,
  );
  const unlabelled = { ...contextOf(model, file), landmarks: keypointsOf(read.parent) };
  const labels = readTaskLabels(after, unlabelled, model, dataset, site);
  const context = { ...unlabelled, labels };
  const preprocess = buildPreprocess([...read.alignments, ...before], context, site);
  checkPreprocess(preprocess, read.colorFormat, model.definition, section.place, site);
  const task: TaskDefinition = {
    name,
    model: model.definition,
    input: read.input,
    colorFormat: read.colorFormat,
    preprocess,
    ...buildPostprocess(after, context, read.parent, site),
    labels,
  };
  return { task, licence: model.farsight.licence };
}

/** A task and its template, with their values filled in. */
interface TaskParts {
  readonly template: LocatedMap;
  readonly own: LocatedMap;
  readonly declared: DeclaredOperators;
  /** The operators of a list, the task's over the template's. */
  readonly merged: (key: string) => readonly OperatorUse[];
}

function readParts(
  section: LocatedMap,
  model: ModelSection,
  dataset: DatasetSection,
  file: FileContext,
  site: Site,
): TaskParts {
  const variables = templateVariables(model, dataset.labelFilter);
  const valueOf = (variable: string, place: Place): ReturnType<typeof variables> =>
    variables(variable, place, site);
  const fill = (map: LocatedMap): LocatedMap => expectMap(fillPlaceholders(map, valueOf), 'a task', site);
  const [template, own] = [fill(readTemplate(section, file.roots, site)), fill(section)];
  const declared = new Map([
    ...readDeclaredOperators(mapAt(template, 'operators', site), site),
    ...file.declared,
    ...readDeclaredOperators(mapAt(own, 'operators', site), site),
  ]);
  const uses = (map: LocatedMap, key: string): readonly OperatorUse[] =>
    resolveNames(readOperatorList(map.entries.get(key)?.value, key, site), declared, site);
  return {
    template,
    own,
    declared,
    merged: (key) => mergeOperators(uses(template, key), uses(own, key)),
  };
}

/** What operators may look at. */
function contextOf(model: ModelSection, { roots, evaluation }: FileContext) {
  const { definition, farsight, yolo, retinaFace } = model;
  return { model: definition, farsight, yolo, retinaFace, roots, evaluation };
}

function readTaskLabels(
  after: FoundPostprocess,
  context: Parameters<typeof labelsOfPostprocess>[1],
  { definition: { numClasses }, dataset: datasetName }: ModelSection,
  dataset: DatasetSection,
  site: Site,
): readonly string[] {
  const { use, operator } = after.decoder;
  const own = labelsOfPostprocess(after, context, site);
  // These are not what the network was trained on.
  if (use.name === 'recognition') return own ?? [];
  const stated =
    own === undefined
      ? readLabels(dataset.labels, context.roots, site)
      : { names: own, writtenAt: undefined };
  // Finds faces whatever its dataset is called.
  const dataOf = use.name === 'decode-retinaface' ? 'face' : datasetName;
  const labels =
    stated === undefined
      ? usualLabels(operator.resultKind, numClasses, dataOf)
      : fitLabels(stated, numClasses, site);
  return use.name === 'decode-ssd-mobilenet' ? withBackground(labels) : labels;
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
