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
  const size = finalSize(steps);
  const wanted = `${model.inputWidth}x${model.inputHeight}`;
  if (size === undefined) {
    throw site.invalid(
      place,
      `Expected the preprocess operators to make every frame ${wanted}: ` +
        'letterbox, resize to a width and height, or centercrop must be among them.',
    );
  }
  if (size !== wanted) {
    throw site.invalid(
      place,
      `Expected the preprocess operators to give ${wanted}, the model's size, but they give ${size}.`,
    );
  }
  const channels = finalChannels(steps, colorFormat, place, site);
  if (channels !== model.inputChannels) {
    throw site.invalid(
      place,
      `Expected ${model.inputChannels} channels for the model but the preprocess operators give ${channels}.`,
    );
  }
}

/** `WIDTHxHEIGHT`; undefined where it depends on the frame. */
function finalSize(steps: readonly PreprocessStep[]): string | undefined {
  let size: string | undefined;
  for (const step of steps) {
    if (step.op === 'letterbox' || step.op === 'centercrop') size = `${step.width}x${step.height}`;
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
