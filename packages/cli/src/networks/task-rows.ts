import { weightsPresent, type NetworkDefinition, type TaskDefinition } from '@farsight/server';
import { stepLines } from './step-text.js';

/** A task from its pixels to its results, as rows of a heading and a text. */
export async function taskRows(
  task: TaskDefinition,
  definition: NetworkDefinition,
): Promise<readonly (readonly string[])[]> {
  const present = await weightsPresent({ ...definition, tasks: [task] });
  return [
    ['', ''],
    ['Task', `${task.name}: ${task.resultKind}`],
    ...inputRows(task),
    ...stepRows('  before', [{ op: task.colorFormat }, ...task.preprocess]),
    ['  network', networkText(task)],
    ...weightsRows(task, present),
    ...stepRows('  decoder', [task.decode]),
    ...stepRows('  after', task.refine),
    ...stepRows('  over time', task.finish),
    ['  labels', labelsText(task.labels)],
  ];
}

function inputRows({ input: { region, processing } }: TaskDefinition): readonly (readonly string[])[] {
  const frame = stepRows('  frame', processing);
  if (region === undefined) return [['  input', 'the whole frame'], ...frame];
  const { where, which, topK, margin, classFilter } = region;
  const parts = [
    `each box of ${where}`,
    ...(which === 'none' ? [] : [orders[which]]),
    ...(topK === undefined ? [] : [`at most ${topK}`]),
    ...(margin === 0 ? [] : [`grown by ${margin}`]),
    ...(classFilter.length === 0 ? [] : [`classes ${classFilter.join(', ')} only`]),
  ];
  return [...frame, ['  input', parts.join(', ')], ...stepRows('  crop', region.processing)];
}

const orders = { area: 'largest first', score: 'best first', center: 'nearest to the centre first' } as const;

/** The steps line by line; the heading stands at the first. */
function stepRows(
  heading: string,
  steps: readonly { readonly op: string }[],
): readonly (readonly string[])[] {
  return steps.flatMap(stepLines).map((text, index) => [index === 0 ? heading : '', text]);
}

function networkText({ model }: TaskDefinition): string {
  const { inputWidth, inputHeight, inputChannels, inputLayout, numClasses } = model;
  const classes = numClasses === 0 ? '' : `, ${numClasses} ${numClasses === 1 ? 'class' : 'classes'}`;
  const size = inputWidth === 0 ? 'any size' : `${inputWidth}x${inputHeight}`;
  return `${model.name}: ${size}, ${inputChannels} channels, ${inputLayout}${classes}`;
}

function weightsRows(
  { model: { weights } }: TaskDefinition,
  present: boolean,
): readonly (readonly string[])[] {
  const { path, url, md5, sha256 } = weights;
  return [
    ['  weights', present ? path : `${path} (not there yet)`],
    ...(url === undefined ? [] : [['  from', url]]),
    ...(md5 === undefined ? [] : [['  MD5', md5]]),
    ...(sha256 === undefined ? [] : [['  SHA-256', sha256]]),
  ];
}

/** As many names as a line has room for. */
const shownLabels = 12;

function labelsText(labels: readonly string[]): string {
  if (labels.length === 0) return 'none';
  const names = labels.slice(0, shownLabels).join(', ');
  return labels.length > shownLabels ? `${names}, … (${labels.length})` : names;
}
