import type { ColorFormat, ConvertColorStep, ImageStep, StreamMatch } from '../../definition.js';
import type { Place } from '../yaml/located.js';
import { ignored, optional } from '../yaml/parameter.js';
import type { Schema, Values } from '../yaml/parameter.js';
import { boolean, choice, decimal, numbers } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';
import { invert as inverseOf } from '../../kernels/pictures/matrix.js';
import { streamMatch } from './stream-match.js';

/** What an operator on whole pictures may look at besides its own parameters. */
export interface ImageContext {
  /** Colour order that the task wants its pixels in. */
  readonly colorFormat: ColorFormat;
  readonly place: Place;
  readonly site: Site;
}

/** An operator of `image_processing` and `image_processing_on_roi`. */
export interface ImageOperator {
  readonly parameters: Schema;
  /** The steps it stands for; none where it has nothing to do here. */
  readonly build: (values: Values<Schema>, context: ImageContext) => readonly ImageStep[];
}

/** Makes a table entry whose `build` knows the types its schema gives. */
function image<const S extends Schema>(
  parameters: S,
  build: (values: Values<S & typeof shared>, context: ImageContext) => readonly ImageStep[],
): ImageOperator {
  return { parameters: { ...parameters, ...shared }, build: build as ImageOperator['build'] };
}

const shared = { stream_match: streamMatch };

const conversions = ['RGB2BGR', 'BGR2RGB', 'RGB2GRAY', 'BGR2GRAY', 'GRAY2RGB', 'GRAY2BGR'] as const;
const anyNumbers = numbers(() => true, 'numbers');
const coordinate = decimal(-1e6, 1e6);

/** The operators on whole pictures, before a task looks at them (docs/network-files.md). */
export const imageOperators: Readonly<Record<string, ImageOperator>> = {
  perspective: image(
    {
      camera_matrix: anyNumbers,
      invert: optional(boolean, false),
      format: ignored, // Pixels are in the colour order of the task before and after.
    },
    ({ camera_matrix: given, invert, stream_match: match }, { place, site }) => {
      const inverse = given.length === 9 ? inverseOf(given) : undefined;
      if (inverse === undefined) {
        throw site.invalid(
          place,
          `Expected 9 numbers for camera_matrix, of a matrix that can be inverted, but received ${given.join(', ')}.`,
        );
      }
      return [{ op: 'perspective', matrix: invert ? inverse : given, ...matched(match) }];
    },
  ),

  'camera-undistort': image(
    {
      fx: coordinate,
      fy: coordinate,
      cx: coordinate,
      cy: coordinate,
      distort_coefs: anyNumbers,
      normalized: optional(boolean, true),
      format: ignored,
      bgra_out: ignored,
    },
    (values, { place, site }) => {
      const { fx, fy, cx, cy, distort_coefs: coefficients, stream_match: match } = values;
      if (!values.normalized) {
        throw site.unsupported(place, 'Camera parameters in pixels (normalized: false) are');
      }
      if (coefficients.length !== 5) {
        throw site.invalid(
          place,
          `Expected 5 numbers (k1, k2, p1, p2, k3) for distort_coefs but received ${coefficients.length}.`,
        );
      }
      if (fx === 0 || fy === 0) {
        throw site.invalid(place, 'Expected focal lengths other than 0 for fx and fy.');
      }
      return [{ op: 'camera-undistort', fx, fy, cx, cy, coefficients, ...matched(match) }];
    },
  ),

  'convert-color-input': image(
    { format: choice('RGB', 'BGR', 'GRAY', ...conversions) },
    ({ format, stream_match: match }, { colorFormat, place, site }) => {
      const conversion = format.includes('2') ? format : `${colorFormat}2${format}`;
      if (format === colorFormat) return [];
      if (!isConversion(conversion)) {
        throw site.invalid(place, `Expected another format for ${colorFormat} pixels than ${format}.`);
      }
      return [{ op: 'convert-color-input', format: conversion, ...matched(match) }];
    },
  ),
};

function isConversion(word: string): word is ConvertColorStep['format'] {
  return (conversions as readonly string[]).includes(word);
}

function matched(match: StreamMatch | undefined): { readonly match?: StreamMatch } {
  return match === undefined ? {} : { match };
}
