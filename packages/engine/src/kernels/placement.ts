import type { CenterCropStep, LetterboxStep, ResizeStep } from '../definition.js';
import { roundHalfEven } from './rounding.js';

/** How pixels get from the frame into the input: the geometric steps of a network, at most one of each kind. */
export type GeometricSteps =
  | { readonly kind: 'letterbox'; readonly letterbox: LetterboxStep }
  | { readonly kind: 'resize'; readonly resize?: ResizeStep; readonly crop?: CenterCropStep };

/** Where the resized picture lies in the network's input. */
export interface Placement {
  /** Size of the whole resized picture in pixels, at least 1. */
  readonly resizedWidth: number;
  readonly resizedHeight: number;
  /** Column and row of the input where its top left corner comes to lie; negative where it is cropped. */
  readonly left: number;
  readonly top: number;
  /** Value around it, 0..255. */
  readonly padValue: number;
}

/**
 * Maps source pixels to input pixels: `input = source * scale + offset`. Travels with the frame, so that results can be
 * mapped back.
 */
export interface Geometry {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly offsetX: number;
  readonly offsetY: number;
  /** Size of the source frame in pixels. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
}

/** Places a frame of this size. */
export function placeFrame(
  steps: GeometricSteps,
  width: number,
  height: number,
): { placement: Placement; geometry: Geometry } {
  return steps.kind === 'letterbox'
    ? placeLetterbox(steps.letterbox, width, height)
    : placeResize(steps.resize, steps.crop, width, height);
}

/**
 * Ultralytics' LetterBox (`center`) and YOLOX's preproc (`top-left`). Both map results back by the one factor `scale`,
 * not by the ratio of the rounded sizes: so does the geometry here.
 */
function placeLetterbox(
  step: LetterboxStep,
  width: number,
  height: number,
): { placement: Placement; geometry: Geometry } {
  const fit = Math.min(step.height / height, step.width / width);
  const scale = step.scaleUp ? fit : Math.min(fit, 1);
  const whole = step.rounding === 'truncate' ? Math.trunc : roundHalfEven;
  const resizedWidth = Math.max(1, whole(width * scale));
  const resizedHeight = Math.max(1, whole(height * scale));
  const centered = step.placement === 'center';
  // An odd pixel of padding goes to the right and bottom: halves minus 0.1 round down.
  const left = centered ? roundHalfEven((step.width - resizedWidth) / 2 - 0.1) : 0;
  const top = centered ? roundHalfEven((step.height - resizedHeight) / 2 - 0.1) : 0;
  return {
    placement: { resizedWidth, resizedHeight, left, top, padValue: step.padValue },
    geometry: {
      scaleX: scale,
      scaleY: scale,
      offsetX: left,
      offsetY: top,
      sourceWidth: width,
      sourceHeight: height,
    },
  };
}

/** torchvision's Resize and CenterCrop. */
function placeResize(
  resize: ResizeStep | undefined,
  crop: CenterCropStep | undefined,
  width: number,
  height: number,
): { placement: Placement; geometry: Geometry } {
  const resized = resize === undefined ? { width, height } : resizedSize(resize, width, height);
  const left = crop === undefined ? 0 : cropOffset(resized.width, crop.width);
  const top = crop === undefined ? 0 : cropOffset(resized.height, crop.height);
  return {
    placement: { resizedWidth: resized.width, resizedHeight: resized.height, left, top, padValue: 0 },
    geometry: {
      scaleX: resized.width / width,
      scaleY: resized.height / height,
      offsetX: left,
      offsetY: top,
      sourceWidth: width,
      sourceHeight: height,
    },
  };
}

function resizedSize(step: ResizeStep, width: number, height: number): { width: number; height: number } {
  if ('width' in step.size) return step.size;
  const side = step.size.shorterSide;
  return width <= height
    ? { width: side, height: Math.trunc((side * height) / width) }
    : { width: Math.trunc((side * width) / height), height: side };
}

/** Pads by `floor(missing / 2)` on the left where too small, else crops `round(surplus / 2)`, halves to even. */
function cropOffset(size: number, crop: number): number {
  return crop >= size ? Math.floor((crop - size) / 2) : -roundHalfEven((size - crop) / 2);
}
