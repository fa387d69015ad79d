import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addOnnxFlags, onnxOverrides } from './onnx.js';

function overrides(...args: string[]): unknown {
  const command = addOnnxFlags(new Command()).exitOverride();
  return onnxOverrides(command.parse(args, { from: 'user' }).opts());
}

describe('onnxOverrides', () => {
  it('is undefined where nothing is said', () => {
    expect(overrides()).toBeUndefined();
  });

  it('passes on what is said, and only that', () => {
    expect(overrides('--task', 'detection', '--color', 'bgr', '--no-scale', '--conf', '0.4')).toEqual({
      task: 'detection',
      color: 'BGR',
      scale: false,
      conf: 0.4,
    });
    expect(overrides('--mean', '1,2,3', '--scale', '--size', '640x480')).toEqual({
      mean: '1,2,3',
      scale: true,
      size: '640x480',
    });
  });
});
