import type { ColorFormat, ModelDefinition, PreprocessStep } from '../../definition.js';
import type { Place } from '../yaml/located.js';
import type { Site } from '../yaml/site.js';

/** Checks that the steps make of any frame what the model takes: its size and its number of channels. */
export function checkPreprocess(
  steps: readonly PreprocessStep[],
  colorFormat: ColorFormat,
  model: ModelDefinition,
  place: Place,
  site: Site,
): void {
  if (model.inputWidth === 0) {
    checkUnresized(steps, place, site);
  } else {
    checkSize(steps, model, place, site);
  }
  const channels = finalChannels(steps, colorFormat, place, site);
  if (channels !== model.inputChannels) {
    throw site.invalid(
      place,
      `Expected ${model.inputChannels} channels for the model but the preprocess operators give ${channels}.`,
    );
  }
}

/** Steps that decide how large the picture is. */
const sizing: readonly PreprocessStep['op'][] = ['face-align', 'letterbox', 'resize', 'centercrop'];

function checkUnresized(steps: readonly PreprocessStep[], place: Place, site: Site): void {
  const step = steps.find(({ op }) => sizing.includes(op));
  if (step === undefined) return;
  throw site.invalid(place, `Expected no ${step.op} before a network that takes frames as they are.`);
}

function checkSize(steps: readonly PreprocessStep[], model: ModelDefinition, place: Place, site: Site): void {
  if (
    steps.some(
      ({ op }, at) => op === 'face-align' && steps.slice(0, at).some((each) => sizing.includes(each.op)),
    )
  ) {
    throw site.invalid(
      place,
      'Expected face-align before other operators that change the size of the picture.',
    );
  }
  const size = finalSize(steps);
  const wanted = `${model.inputWidth}x${model.inputHeight}`;
  if (size === undefined) {
    throw site.invalid(
      place,
      `Expected the preprocess operators to make every frame ${wanted}: ` +
        'letterbox, resize to a width and height, centercrop or face-align must be among them.',
    );
  }
  if (size !== wanted) {
    throw site.invalid(
      place,
      `Expected the preprocess operators to give ${wanted}, the model's size, but they give ${size}.`,
    );
  }
}

/** `WIDTHxHEIGHT`; undefined where it depends on the frame. */
function finalSize(steps: readonly PreprocessStep[]): string | undefined {
  let size: string | undefined;
  for (const step of steps) {
    if (step.op === 'letterbox' || step.op === 'centercrop' || step.op === 'face-align')
      size = `${step.width}x${step.height}`;
    if (step.op === 'resize') {
      size = 'shorterSide' in step.size ? undefined : `${step.size.width}x${step.size.height}`;
    }
  }
  return size;
}

function finalChannels(
  steps: readonly PreprocessStep[],
  colorFormat: ColorFormat,
  place: Place,
  site: Site,
): number {
  let isGray = colorFormat === 'GRAY';
  for (const step of steps) {
    if (step.op !== 'convert-color') continue;
    if (step.format.startsWith('GRAY') !== isGray) {
      const pixels = isGray ? 'grey' : 'coloured';
      throw site.invalid(
        place,
        `Expected another format for convert-color than ${step.format}: the pixels are ${pixels}.`,
      );
    }
    isGray = step.format.endsWith('GRAY');
  }
  return isGray ? 1 : 3;
}
