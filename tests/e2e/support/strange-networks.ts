import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// The writer of made-up weights; tests may reach into the package that reads them.
import {
  constantOnnx,
  type ConstantOutput,
} from '../../../packages/engine/src/onnx-file/testing/constant-onnx.js';

/** Networks whose weights give the same numbers whatever they see, as files in a folder of their own. */
export class StrangeNetworks implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'farsight-strange-'));

  /** Writes a network file with these tasks and the weights it names; returns its path. */
  write(name: string, tasks: string, models: Readonly<Record<string, StrangeModel>>): string {
    const sections = Object.entries(models).map(([model, { size, classes, outputs }]) => {
      writeFileSync(join(this.#folder, `${name}-${model}.onnx`), constantOnnx([1, 3, size, size], outputs));
      return `  ${model}:
    class: AxONNXModel
    weight_path: ${name}-${model}.onnx
    input_tensor_shape: [1, 3, ${size}, ${size}]
    num_classes: ${classes}`;
    });
    const path = join(this.#folder, `${name}.yaml`);
    const head = `axelera-model-format: 1.0.0\nname: ${name}\ndescription: Made up\n`;
    writeFileSync(path, `${head}pipeline:\n${tasks}\nmodels:\n${sections.join('\n')}\ndatasets: {}\n`);
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Weights with a square input. */
export interface StrangeModel {
  readonly size: number;
  readonly classes: number;
  readonly outputs: readonly ConstantOutput[];
}

/** An output of a v8 head, `[1, values, rows]`: a row of values per box, as `[cx, cy, w, h, scores…, more…]`. */
export function v8Head(rows: readonly (readonly number[])[]): ConstantOutput {
  const values = rows[0]?.length ?? 0;
  const data = new Float32Array(values * rows.length);
  rows.forEach((row, i) => {
    row.forEach((value, k) => {
      data[k * rows.length + i] = value;
    });
  });
  return { dims: [1, values, rows.length], data };
}
