import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** A folder of network files that is gone at the end of a test. */
export class NetworkFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'farsight-networks-'));

  /** Writes a file; gives its path. */
  write(file: string, content = ''): string {
    const path = join(this.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  /** Writes a detector's network file. */
  detector(name: string, model: readonly string[], operator = 'decodeyolo: {}'): string {
    return this.write(
      `${name}.yaml`,
      `axelera-model-format: 1.0.0
name: ${basename(name)}
description: A network of the tests
pipeline:
  - detections:
      model_name: m
      template_path: $AXELERA_FRAMEWORK/pipeline-template/yolo-letterbox.yaml
      postprocess:
        - ${operator}
models:
  m:
    input_tensor_shape: [1, 3, 64, 64]
${model.map((line) => `    ${line}\n`).join('')}datasets: {}
`,
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}
