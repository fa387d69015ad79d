import { builtIn, findFile } from '../file-paths.js';
import type { PathRoots } from '../file-paths.js';
import { readYamlFile } from '../yaml-file.js';
import { isGiven } from '../yaml/located.js';
import type { LocatedMap } from '../yaml/located.js';
import { text } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import { emptyMap, refuseSlips } from './section.js';

/** Keys of tasks and templates. */
export const taskKeys = [
  'model_name',
  'template_path',
  'input',
  'preprocess',
  'postprocess',
  'cv_process',
  'operators',
  'render',
  'inference',
];

/** The template that a task starts from; an empty map if it names none. */
export function readTemplate(section: LocatedMap, roots: PathRoots, site: Site): LocatedMap {
  const value = section.entries.get('template_path')?.value;
  if (!isGiven(value)) return emptyMap(section.place);
  const written = text.read(value, 'template_path', site);
  const path = findFile(written, roots, builtIn.templates, '.yaml');
  if (path === undefined) {
    throw site.invalid(value.place, `Expected a template at ${JSON.stringify(written)} but there is none.`);
  }
  const template = readYamlFile(path);
  refuseSlips(template, taskKeys, 'key of a template', site);
  return template;
}
