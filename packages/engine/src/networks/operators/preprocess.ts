import { ignored, optional } from '../yaml/parameter.js';
import { boolean, choice, decimal, integer, numbers } from '../yaml/parameter-types.js';
import { faceAlign } from './face-align-operator.js';
import { preprocess } from './operator.js';
import type { OperatorContext, PreprocessOperator } from './operator.js';

/** Largest side of a network's input. */
export const maxSide = 16_384;

const side = integer(1, maxSide);
const anyNumbers = numbers(() => true, 'numbers such as "0.485, 0.456, 0.406"');
const nonZeroNumbers = numbers(
  (number) => number !== 0,
  'numbers other than 0, such as "0.229, 0.224, 0.225"',
);

/**
 * The pre-processing operators, with their parameters and defaults as the network format has them
 * (docs/network-files.md). What differs from one implementation to another is in `FarsightOptions`.
 */
export const preprocessOperators: Readonly<Record<string, PreprocessOperator>> = {
  letterbox: preprocess(
    {
      width: side,
      height: side,
      scaleup: optional(boolean, true),
      pad_val: optional(decimal(0, 255), 114),
      half_pixel_centers: ignored, // OpenCV's bilinear always samples at half-pixel centres.
    },
    ({ width, height, scaleup, pad_val: padValue }, { farsight }) => [
      {
        op: 'letterbox',
        width,
        height,
        scaleUp: scaleup,
        padValue,
        placement: farsight.letterbox_placement,
        rounding: farsight.letterbox_rounding,
      },
    ],
  ),

  resize: preprocess(
    {
      width: optional(side, undefined),
      height: optional(side, undefined),
      size: optional(side, undefined),
      interpolation: optional(choice('nearest', 'bilinear', 'bicubic', 'lanczos'), 'bilinear'),
      half_pixel_centers: ignored, // Both libraries sample at the centres of pixels, always.
      input_color_format: ignored, // Resizing treats all channels alike.
    },
    ({ width, height, size, interpolation }, { farsight, site, place }) => {
      const isShorterSide = size !== undefined;
      if (isShorterSide === (width !== undefined && height !== undefined)) {
        throw site.invalid(place, 'Expected either width and height, or size.');
      }
      return [
        {
          op: 'resize',
          size: isShorterSide ? { shorterSide: size } : { width: width ?? 0, height: height ?? 0 },
          interpolation,
          // torchvision's Resize(size) on a PIL image antialiases; cv2.resize to a width and height does not.
          antialias: farsight.resize_antialias ?? isShorterSide,
        },
      ];
    },
  ),

  centercrop: preprocess({ width: side, height: side }, ({ width, height }) => [
    { op: 'centercrop', width, height },
  ]),

  'torch-totensor': preprocess({ scale: optional(boolean, true) }, ({ scale }) => [
    { op: 'totensor', scale },
  ]),

  normalize: preprocess(
    {
      mean: optional(anyNumbers, [0]),
      std: optional(nonZeroNumbers, [1]),
      format: ignored, // Says in which layout the other SDK has the tensor at that point.
    },
    ({ mean, std }, context) => [
      {
        op: 'normalize',
        mean: perChannel('mean', mean, context),
        std: perChannel('std', std, context),
      },
    ],
  ),

  'linear-scaling': preprocess(
    { mean: optional(nonZeroNumbers, [1]), shift: optional(anyNumbers, [0]) },
    ({ mean, shift }, context) => [
      {
        op: 'linear-scaling',
        mean: perChannel('mean', mean, context),
        shift: perChannel('shift', shift, context),
      },
    ],
  ),

  'convert-color': preprocess(
    { format: choice('RGB2BGR', 'BGR2RGB', 'RGB2GRAY', 'BGR2GRAY', 'GRAY2RGB', 'GRAY2BGR') },
    ({ format }) => [{ op: 'convert-color', format }],
  ),

  'face-align': faceAlign,

  'contrast-normalize': preprocess({}, () => [{ op: 'contrast-normalize' }]),

  // Layout and element type of the input follow the model; there is nothing left to do for these two.
  'permute-channels': preprocess({ input_layout: ignored, output_layout: ignored }, () => []),
  'type-cast': preprocess({ datatype: ignored }, () => []),
};

/** One value, or one per channel. */
function perChannel(
  name: string,
  values: readonly number[],
  { model, site, place }: OperatorContext,
): readonly number[] {
  if (values.length === 1 || values.length === model.inputChannels) return values;
  throw site.invalid(
    place,
    `Expected 1 or ${model.inputChannels} numbers for ${name} but received ${values.length}.`,
  );
}
