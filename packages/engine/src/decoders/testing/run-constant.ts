import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PixelFrame, ResultKind, TaskResult } from '@farsight/protocol';
import type { DecodeStep, NetworkDefinition } from '../../definition.js';
import type { ConstantOutput } from '../../onnx-file/testing/constant-onnx.js';
import { constantOnnx } from '../../onnx-file/testing/constant-onnx.js';
import { loadNetwork } from '../../runner/load-network.js';

const size = 64;

/**
 * Runs a network of these outputs in the real runtime, on a frame of 128x64 that is letterboxed into 64x64: 16 rows of
 * padding above it, scale 1/2.
 */
export async function runConstant(
  outputs: readonly ConstantOutput[],
  decode: DecodeStep,
  resultKind: ResultKind,
  { numClasses = 2, labels = [] as readonly string[] } = {},
): Promise<TaskResult> {
  const folder = mkdtempSync(join(tmpdir(), 'farsight-constant-'));
  try {
    const path = join(folder, 'constant.onnx');
    writeFileSync(path, constantOnnx([1, 3, size, size], outputs));
    const definition = definitionOf(path, decode, resultKind, numClasses, labels);
    const network = await loadNetwork(definition, { intraOpThreads: 1 });
    try {
      const { meta } = await network.run(frame(), {});
      const result = meta.task;
      if (result === undefined) throw new Error('The task gave no result.');
      return result;
    } finally {
      await network.release();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function definitionOf(
  path: string,
  decode: DecodeStep,
  resultKind: ResultKind,
  numClasses: number,
  labels: readonly string[],
): NetworkDefinition {
  const model = { name: 'm', weights: { path }, inputLayout: 'NCHW', inputChannels: 3, numClasses } as const;
  const letterbox = { scaleUp: true, padValue: 114, placement: 'center', rounding: 'half-even' } as const;
  const task = {
    name: 'task',
    model: { ...model, inputWidth: size, inputHeight: size },
    input: { processing: [] },
    colorFormat: 'RGB',
    preprocess: [
      { op: 'letterbox', width: size, height: size, ...letterbox },
      { op: 'totensor', scale: true },
    ],
    decode,
    refine: [],
    finish: [],
    labels,
    resultKind,
  } as const;
  return { name: 'net', description: '', licence: '', origin: '', tasks: [task] };
}

function frame(): PixelFrame {
  const [width, height] = [128, 64];
  const data = new Uint8Array(3 * width * height);
  return { width, height, format: 'rgb24', strideBytes: 3 * width, data, [Symbol.dispose]: () => undefined };
}
