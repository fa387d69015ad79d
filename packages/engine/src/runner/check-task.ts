import { FarsightError } from '@farsight/protocol';
import type { FaceAlignStep, ImageStep, PreprocessStep, TaskDefinition } from '../definition.js';

/** Kinds of results that have boxes. */
const boxKinds: readonly string[] = ['detections', 'keypoints', 'segments', 'oriented-boxes', 'tracks'];

/**
 * Whether a task can work on what the tasks before it find. Errors: INVALID_NETWORK if not, UNSUPPORTED for maps of
 * distances of anything but the whole frame as it is: there is no distance for the rest.
 */
export function checkTask(task: TaskDefinition, earlier: readonly TaskDefinition[]): void {
  checkRegion(task, earlier);
  checkAlign(task, earlier);
  const { processing, region } = task.input;
  if (task.resultKind === 'depth' && (region !== undefined || processing.some(isWarp))) {
    throw new FarsightError(
      'UNSUPPORTED',
      `Expected depth of whole frames as they are, but task ${task.name} works on regions or on warped frames, which is not supported.`,
    );
  }
}

/** The alignment at the beginning of a task's pre-processing, and what comes after it. */
export function splitAlign(steps: readonly PreprocessStep[]): {
  align: FaceAlignStep | undefined;
  rest: readonly PreprocessStep[];
} {
  const rest = steps.filter((step) => step.op !== 'face-align');
  const [first] = steps;
  const align = first?.op === 'face-align' ? first : undefined;
  if (steps.length - rest.length === (align === undefined ? 0 : 1)) return { align, rest };
  throw invalid('Expected face-align once and before all other pre-processing.');
}

function checkRegion({ name, input, preprocess }: TaskDefinition, earlier: readonly TaskDefinition[]): void {
  const { region } = input;
  if (region === undefined) return;
  const where = earlier.find((task) => task.name === region.where);
  if (where === undefined || !boxKinds.includes(where.resultKind)) {
    const received = where === undefined ? region.where : `${region.where}, which finds ${where.resultKind}`;
    throw invalid(
      `Expected an earlier task that finds boxes for where of task ${name} but received ${received}.`,
    );
  }
  const resizes = preprocess.some(({ op }) =>
    ['letterbox', 'resize', 'centercrop', 'face-align'].includes(op),
  );
  if (!resizes) {
    throw invalid(`Expected letterbox, resize or face-align in task ${name}: regions have different sizes.`);
  }
}

function checkAlign(
  { name, input, model, preprocess }: TaskDefinition,
  earlier: readonly TaskDefinition[],
): void {
  const { align, rest } = splitAlign(preprocess);
  if (align === undefined) return;
  const where = earlier.find((task) => task.name === input.region?.where);
  if (where?.resultKind !== 'keypoints') {
    throw invalid(`Expected source: roi of a task that finds keypoints for face-align of task ${name}.`);
  }
  const { width, height, templateX, templateY } = align;
  if (templateX.length !== templateY.length || templateX.length < 2) {
    throw invalid(
      `Expected as many x as y, 2 or more, in the template of face-align but received ${templateX.length} and ${templateY.length}.`,
    );
  }
  const resizes = rest.some(({ op }) => ['letterbox', 'resize', 'centercrop'].includes(op));
  if (!resizes && (width !== model.inputWidth || height !== model.inputHeight)) {
    throw invalid(
      `Expected ${model.inputWidth}x${model.inputHeight}, the size of the input, for face-align but received ${width}x${height}.`,
    );
  }
}

function isWarp({ op }: ImageStep): boolean {
  return op !== 'convert-color-input';
}

function invalid(message: string): FarsightError {
  return new FarsightError('INVALID_NETWORK', message);
}
