import type { RetinaFacePriors, YoloCells } from '../operators/operator.js';
import { usualRetinaFacePriors } from '../retina-face-priors.js';
import { isGiven } from '../yaml/located.js';
import type { Located, LocatedMap } from '../yaml/located.js';
import { optional, readValues, required } from '../yaml/parameter.js';
import type { Parameter } from '../yaml/parameter.js';
import { boolean, expectList, numbers } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import { mapAt } from './section.js';

const sizes = numbers((number) => number > 0, 'a list of numbers above 0');

/** A list of sizes per scale. */
const sizesPerScale: Parameter<readonly (readonly number[])[]> = required((value, name, site) =>
  expectList(value, name, site).items.map((item) => sizes.read(item, name, site)),
);

const yoloSchema = { anchors: optional(sizesPerScale, undefined), strides: optional(sizes, undefined) };

/** Of centres and of sizes. */
const variance: Parameter<readonly [number, number]> = required((value, name, site) => {
  const [centre, size, ...rest] = sizes.read(value, name, site);
  if (centre !== undefined && size !== undefined && rest.length === 0) return [centre, size];
  throw site.expected('2 numbers', name, value);
});

const retinaFaceSchema = {
  min_sizes: optional(sizesPerScale, usualRetinaFacePriors.minSizes),
  steps: optional(sizes, usualRetinaFacePriors.steps),
  variance: optional(variance, usualRetinaFacePriors.variance),
  clip: optional(boolean, usualRetinaFacePriors.clip),
};

/** Reads `YOLO` of a model's `extra_kwargs`: what raw heads are decoded with. Where the anchors came from is ignored. */
export function readYoloCells(extra: LocatedMap, site: Site): YoloCells {
  const section = mapAt(extra, 'YOLO', site);
  const { anchors, strides } = readValues(yoloSchema, section.entries, section, site);
  const odd = anchors?.find((scale) => scale.length % 2 === 1);
  if (odd !== undefined) {
    throw at(
      section,
      'anchors',
      site,
      `an even number of anchors' sides per scale but received ${odd.length}.`,
    );
  }
  if (anchors !== undefined && strides !== undefined && anchors.length !== strides.length) {
    const counts = `${anchors.length} and ${strides.length}`;
    throw at(section, 'strides', site, `as many anchors as strides but received ${counts}.`);
  }
  return { ...(anchors !== undefined && { anchors }), ...(strides !== undefined && { strides }) };
}

/** Reads `RetinaFace.cfg` of a model's `extra_kwargs`. */
export function readRetinaFacePriors(extra: LocatedMap, site: Site): RetinaFacePriors {
  const section = mapAt(mapAt(extra, 'RetinaFace', site), 'cfg', site);
  const values = readValues(retinaFaceSchema, section.entries, section, site);
  const { min_sizes: minSizes, steps, variance: variances, clip } = values;
  if (minSizes.length !== steps.length) {
    const counts = `${minSizes.length} and ${steps.length}`;
    throw at(section, 'steps', site, `as many min_sizes as steps but received ${counts}.`);
  }
  return { minSizes, steps, variance: variances, clip };
}

function at(section: LocatedMap, key: string, site: Site, expected: string): Error {
  const value: Located | undefined = section.entries.get(key)?.value;
  return site.invalid(isGiven(value) ? value.place : section.place, `Expected ${expected}`);
}
