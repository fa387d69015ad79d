import { FarsightError } from '@farsight/protocol';
import type {
  ColorFormat,
  ContrastNormalizeStep,
  ConvertColorStep,
  LinearScalingStep,
  NormalizeStep,
  PreprocessStep,
  ToTensorStep,
} from '../definition.js';
import type { GeometricSteps } from './placement.js';

/** A colour of the source, or the grey made of all three. */
export type SourceChannel = 'red' | 'green' | 'blue' | 'grey';

/** `value * scale + bias`, one entry per channel of the input. */
export interface Affine {
  readonly scale: readonly number[];
  readonly bias: readonly number[];
}

/** The pre-processing steps of a network, folded into what one pass over the pixels needs to know. */
export interface PixelProgram {
  readonly geometry: GeometricSteps;
  /** What each channel of the input holds. */
  readonly channels: readonly SourceChannel[];
  /** Grey is made before or after resizing (OpenCV rounds to whole levels in both). */
  readonly greyBeforeResize: boolean;
  /** Weights of red, green and blue in the grey were swapped by the file (`BGR2GRAY` on RGB pixels). */
  readonly greySwapped: boolean;
  /** From levels 0..255 to values. */
  readonly affine: Affine;
  /** Stretch to 0..1 over the whole input after `affine`, then this. */
  readonly contrast?: Affine;
}

interface State {
  geometry: GeometricSteps | undefined;
  channels: SourceChannel[];
  greyBeforeResize: boolean;
  greySwapped: boolean;
  affine: { scale: number[]; bias: number[] };
  beforeContrast: Affine | undefined;
}

const initialChannels: Readonly<Record<ColorFormat, readonly SourceChannel[]>> = {
  RGB: ['red', 'green', 'blue'],
  BGR: ['blue', 'green', 'red'],
  GRAY: ['grey'],
};

/**
 * Folds pre-processing steps into one program. Errors: INVALID_NETWORK if their order makes no sense (resizing after
 * values stopped being levels 0..255, a second letterbox …) or their values do not fit the channels.
 */
export function compilePixelProgram(
  steps: readonly PreprocessStep[],
  colorFormat: ColorFormat,
): PixelProgram {
  const channels = [...initialChannels[colorFormat]];
  const state: State = {
    geometry: undefined,
    channels,
    greyBeforeResize: colorFormat === 'GRAY',
    greySwapped: false,
    affine: identity(channels.length),
    beforeContrast: undefined,
  };
  for (const step of steps) apply(state, step);
  const { geometry = { kind: 'resize' }, greyBeforeResize, greySwapped, affine, beforeContrast } = state;
  const program = { geometry, channels: state.channels, greyBeforeResize, greySwapped };
  return beforeContrast === undefined
    ? { ...program, affine }
    : { ...program, affine: beforeContrast, contrast: affine };
}

/** Whether values are still the levels 0..255 of the pixels. */
export function isIdentity({ scale, bias }: Affine): boolean {
  return scale.every((value) => value === 1) && bias.every((value) => value === 0);
}

function identity(count: number): { scale: number[]; bias: number[] } {
  return { scale: Array<number>(count).fill(1), bias: Array<number>(count).fill(0) };
}

function apply(state: State, step: PreprocessStep): void {
  switch (step.op) {
    case 'letterbox':
    case 'resize':
    case 'centercrop':
      applyGeometry(state, step);
      break;
    case 'convert-color':
      applyColor(state, step);
      break;
    case 'totensor':
    case 'normalize':
    case 'linear-scaling':
      applyValues(state, step);
      break;
    case 'contrast-normalize':
      applyContrast(state, step);
      break;
    case 'face-align':
      break; // The picture is aligned before this program sees it.
  }
}

function applyGeometry(
  state: State,
  step: Extract<PreprocessStep, { op: 'letterbox' | 'resize' | 'centercrop' }>,
): void {
  if (!isIdentity(state.affine) || state.beforeContrast !== undefined) {
    throw invalid(`Expected ${step.op} before the steps that change pixel values.`);
  }
  if (step.op === 'centercrop' && state.geometry?.kind !== 'letterbox' && !hasCrop(state.geometry)) {
    state.geometry = { ...(state.geometry ?? { kind: 'resize' }), crop: step };
  } else if (state.geometry === undefined && step.op !== 'centercrop') {
    state.geometry =
      step.op === 'letterbox' ? { kind: 'letterbox', letterbox: step } : { kind: 'resize', resize: step };
  } else {
    throw invalid(
      `Expected letterbox, or resize, or centercrop, or resize then centercrop, but found one more ${step.op}.`,
    );
  }
}

function hasCrop(geometry: GeometricSteps | undefined): boolean {
  return geometry?.kind === 'resize' && geometry.crop !== undefined;
}

function applyColor(state: State, step: ConvertColorStep): void {
  const [from = '', to = ''] = step.format.split('2');
  const expected = from === 'GRAY' ? 1 : 3;
  if (state.channels.length !== expected) {
    throw invalid(
      `Expected ${expected} channels for convert-color ${step.format} but there are ${state.channels.length}.`,
    );
  }
  if (to === 'GRAY') makeGrey(state, from);
  else if (from === 'GRAY') spreadGrey(state);
  else reverseChannels(state);
}

function makeGrey(state: State, from: string): void {
  if (!isIdentity(state.affine) || state.beforeContrast !== undefined) {
    throw invalid('Expected convert-color to GRAY before the steps that change pixel values.');
  }
  if (state.channels[0] !== 'grey') {
    state.greySwapped = (state.channels[0] === 'blue') !== (from === 'BGR');
    state.greyBeforeResize = state.geometry === undefined;
  }
  state.channels = ['grey'];
  state.affine = identity(1);
}

function spreadGrey(state: State): void {
  const spread = (values: readonly number[]): number[] => [0, 1, 2].map(() => values[0] ?? 0);
  state.channels = ['grey', 'grey', 'grey'];
  state.affine = { scale: spread(state.affine.scale), bias: spread(state.affine.bias) };
  if (state.beforeContrast === undefined) return;
  state.beforeContrast = {
    scale: spread(state.beforeContrast.scale),
    bias: spread(state.beforeContrast.bias),
  };
}

function reverseChannels(state: State): void {
  const reversed = ({ scale, bias }: Affine): { scale: number[]; bias: number[] } => ({
    scale: [...scale].reverse(),
    bias: [...bias].reverse(),
  });
  state.channels.reverse();
  state.affine = reversed(state.affine);
  if (state.beforeContrast !== undefined) state.beforeContrast = reversed(state.beforeContrast);
}

function applyValues(state: State, step: ToTensorStep | NormalizeStep | LinearScalingStep): void {
  const count = state.channels.length;
  for (let c = 0; c < count; c++) {
    const { scale, bias } = stepAffine(step, c, count);
    state.affine.scale[c] = (state.affine.scale[c] ?? 1) * scale;
    state.affine.bias[c] = (state.affine.bias[c] ?? 0) * scale + bias;
  }
}

function stepAffine(
  step: ToTensorStep | NormalizeStep | LinearScalingStep,
  channel: number,
  count: number,
): { scale: number; bias: number } {
  if (step.op === 'totensor') return { scale: step.scale ? 1 / 255 : 1, bias: 0 };
  const divisor = valueFor(step.op === 'normalize' ? step.std : step.mean, channel, count, step.op);
  if (divisor === 0 || !Number.isFinite(divisor)) {
    throw invalid(`Expected numbers other than 0 to divide by in ${step.op} but received ${divisor}.`);
  }
  if (step.op === 'linear-scaling') {
    return { scale: 1 / divisor, bias: valueFor(step.shift, channel, count, step.op) };
  }
  return { scale: 1 / divisor, bias: -valueFor(step.mean, channel, count, step.op) / divisor };
}

function valueFor(values: readonly number[], channel: number, count: number, op: string): number {
  const value = values.length === 1 ? values[0] : values.length === count ? values[channel] : undefined;
  if (value === undefined) {
    throw invalid(`Expected 1 or ${count} values per list in ${op} but received ${values.length}.`);
  }
  return value;
}

function applyContrast(state: State, step: ContrastNormalizeStep): void {
  if (state.beforeContrast !== undefined) throw invalid(`Expected ${step.op} once.`);
  state.beforeContrast = state.affine;
  state.affine = identity(state.channels.length);
}

function invalid(message: string): FarsightError {
  return new FarsightError('INVALID_NETWORK', message);
}
