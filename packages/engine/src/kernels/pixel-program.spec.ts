import { describe, expect, it } from 'vitest';
import type { LetterboxStep, PreprocessStep } from '../definition.js';
import { compilePixelProgram } from './pixel-program.js';

const letterbox: LetterboxStep = {
  op: 'letterbox',
  width: 32,
  height: 32,
  scaleUp: true,
  padValue: 114,
  placement: 'center',
  rounding: 'half-even',
};
const crop: PreprocessStep = { op: 'centercrop', width: 8, height: 8 };
const resize: PreprocessStep = {
  op: 'resize',
  size: { shorterSide: 10 },
  interpolation: 'bilinear',
  antialias: true,
};
const scaled: PreprocessStep = { op: 'totensor', scale: true };
const contrast: PreprocessStep = { op: 'contrast-normalize' };

function convert(format: 'RGB2BGR' | 'RGB2GRAY' | 'BGR2GRAY' | 'GRAY2RGB'): PreprocessStep {
  return { op: 'convert-color', format };
}

describe('compilePixelProgram', () => {
  it('folds steps on values into one factor and summand per channel', () => {
    const normalize: PreprocessStep = { op: 'normalize', mean: [0.5], std: [0.25, 0.5, 1] };
    const shift: PreprocessStep = { op: 'linear-scaling', mean: [2], shift: [1, 2, 3] };
    const { affine } = compilePixelProgram([letterbox, scaled, normalize, shift], 'RGB');
    const value = (level: number, c: number): number => level * affine.scale[c]! + affine.bias[c]!;
    for (const level of [0, 100, 255]) {
      expect(value(level, 0)).toBeCloseTo((level / 255 - 0.5) / 0.25 / 2 + 1);
      expect(value(level, 1)).toBeCloseTo((level / 255 - 0.5) / 0.5 / 2 + 2);
      expect(value(level, 2)).toBeCloseTo((level / 255 - 0.5) / 1 / 2 + 3);
    }
  });

  it('swaps channels together with what was done to their values', () => {
    const normalize: PreprocessStep = { op: 'normalize', mean: [1, 2, 3], std: [1] };
    const program = compilePixelProgram([normalize, convert('RGB2BGR')], 'RGB');
    expect(program.channels).toEqual(['blue', 'green', 'red']);
    expect(program.affine.bias).toEqual([-3, -2, -1]);
  });

  it('keeps apart grey before and after resizing', () => {
    const before = compilePixelProgram([convert('RGB2GRAY'), letterbox], 'RGB');
    const after = compilePixelProgram([letterbox, convert('RGB2GRAY')], 'RGB');
    expect([before.greyBeforeResize, after.greyBeforeResize]).toEqual([true, false]);
    expect(before.channels).toEqual(['grey']);
    expect(compilePixelProgram([letterbox], 'GRAY')).toMatchObject({
      channels: ['grey'],
      greyBeforeResize: true,
    });
  });

  it('takes colour conversions at their word', () => {
    expect(compilePixelProgram([convert('BGR2GRAY')], 'RGB').greySwapped).toBe(true);
    expect(compilePixelProgram([convert('BGR2GRAY')], 'BGR').greySwapped).toBe(false);
    expect(compilePixelProgram([convert('GRAY2RGB')], 'GRAY').channels).toEqual(['grey', 'grey', 'grey']);
  });

  it('keeps apart what comes before and after stretching contrast', () => {
    const normalize: PreprocessStep = { op: 'normalize', mean: [0.5], std: [0.5] };
    const program = compilePixelProgram([scaled, contrast, normalize], 'RGB');
    expect(program.affine.scale[0]).toBeCloseTo(1 / 255);
    expect(program.contrast).toEqual({ scale: [2, 2, 2], bias: [-1, -1, -1] });
  });

  it.each<[string, PreprocessStep[], RegExp]>([
    ['resizing after scaling', [scaled, letterbox], /letterbox before the steps that change pixel values/],
    ['resizing after contrast', [contrast, resize], /resize before/],
    ['two letterboxes', [letterbox, letterbox], /one more letterbox/],
    ['a resize after a crop', [crop, resize], /one more resize/],
    ['a crop of a letterbox', [letterbox, crop], /one more centercrop/],
    ['grey of values', [scaled, convert('RGB2GRAY')], /GRAY before the steps/],
    ['grey twice', [convert('RGB2GRAY'), convert('RGB2GRAY')], /Expected 3 channels .* there are 1/],
    ['colour from colour', [convert('GRAY2RGB')], /Expected 1 channels .* there are 3/],
    ['contrast twice', [contrast, contrast], /contrast-normalize once/],
    ['two means', [{ op: 'normalize', mean: [1, 2], std: [1] }], /Expected 1 or 3 values .* received 2/],
    ['a deviation of 0', [{ op: 'normalize', mean: [1], std: [0] }], /other than 0 .* received 0/],
  ])('refuses %s', (_name, steps, message) => {
    expect(() => compilePixelProgram(steps, 'RGB')).toThrow(message);
  });
});
