import { isGiven } from '../yaml/located.js';
import type { Located, Place } from '../yaml/located.js';
import type { PlaceholderValue } from '../yaml/placeholders.js';
import type { Site } from '../yaml/site.js';
import type { ModelSection } from './model-section.js';

/** Gives what a `{{name}}` stands for, or throws. */
export type TemplateVariables = (name: string, place: Place, site: Site) => PlaceholderValue;

/**
 * What templates may ask for: the size and channels of the input, the number of classes, the label filter (which may be
 * absent), and any other key of the model or of its `extra_kwargs`, such as `resize_size`.
 */
export function templateVariables(model: ModelSection, labelFilter: Located | undefined): TemplateVariables {
  const { inputWidth, inputHeight, inputChannels, numClasses } = model.definition;
  const computed = new Map<string, number>([
    ['input_width', inputWidth],
    ['input_height', inputHeight],
    ['input_channels', inputChannels],
    ['num_classes', numClasses],
  ]);
  return (name, place, site) => {
    const value = computed.get(name) ?? model.variables.get(name);
    if (value !== undefined) return value;
    if (name === 'label_filter') return isGiven(labelFilter) ? labelFilter : null;
    if (name === 'label_exclude') return null;
    throw site.invalid(
      place,
      `Expected a value for {{${name}}}: give ${name} under extra_kwargs of the model ${model.definition.name}.`,
    );
  };
}
