import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect } from 'vitest';

import type { NetworkDefinition, TaskDefinition } from '../../definition.js';
import { readNetworkFile } from '../network-file.js';
import type { NetworkFileOptions } from '../network-file.js';

/** A folder with one network file, made anew for each test. */
export class NetworkFolder {
  path = '';
  /** Of the network file. */
  file = '';

  constructor() {
    beforeEach(() => {
      this.path = mkdtempSync(join(tmpdir(), 'farsight-networks-'));
      this.file = join(this.path, 'net.yaml');
    });
    afterEach(() => {
      rmSync(this.path, { recursive: true });
    });
  }

  /** Reads a network file of this text. */
  read(text: string, options: Partial<NetworkFileOptions> = {}): NetworkDefinition {
    writeFileSync(this.file, text);
    return readNetworkFile(this.file, { cacheDir: join(this.path, 'cache'), ...options });
  }

  /** Its first task. */
  readTask(text: string, options: Partial<NetworkFileOptions> = {}): TaskDefinition {
    const [task] = this.read(text, options).tasks;
    if (task === undefined) throw new TypeError('A network has at least one task.');
    return task;
  }
}

/** An error of this code whose message matches. */
export function refusal(code: string, message: RegExp): unknown {
  return expect.objectContaining({ code, message: expect.stringMatching(message) as string });
}

/** Parts of a {@link detector}; each indented as YAML wants it there. */
export interface DetectorSketch {
  readonly task?: string;
  readonly model?: string;
  readonly extra?: string;
  readonly dataset?: string;
  readonly rest?: string;
}

/** A network file of a detector, complete, with parts replaced. */
export function detector({
  task = '      template_path: $AXELERA_FRAMEWORK/pipeline-template/yolo-letterbox.yaml',
  model = '    input_tensor_shape: [1, 3, 480, 640]',
  extra = '',
  dataset = '    labels: [cat, dog]',
  rest = '',
}: DetectorSketch = {}): string {
  return [
    'axelera-model-format: 1.0.0',
    'name: net',
    'pipeline:',
    '  - found:',
    '      model_name: m',
    task,
    'models:',
    '  m:',
    '    class: AxONNXModel',
    '    weight_path: weights/net.onnx',
    '    dataset: pets',
    model,
    extra,
    'datasets:',
    '  pets:',
    dataset,
    rest,
  ].join('\n');
}

/** A task on a template, as a line of flow YAML. */
export interface CascadeSketch {
  readonly name: string;
  /** Keys of the task besides `model_name`. */
  readonly task: string;
  /** Keys of its model besides shape and weights. */
  readonly model?: string;
  readonly shape?: string;
  /** Default: cat, dog. */
  readonly labels?: string;
}

/** A network file of several tasks, each with a model and a dataset of its own. */
export function cascade(...tasks: readonly CascadeSketch[]): string {
  return [
    'axelera-model-format: 1.0.0',
    'name: net',
    'pipeline:',
    ...tasks.map(({ name, task }) => `  - ${name}: {${task}}`),
    'models:',
    ...tasks.map(({ name, model = '', shape = '[1, 3, 224, 224]' }) => {
      const common = `class: AxONNXModel, weight_path: ${name}.onnx, input_tensor_shape: ${shape}`;
      return `  ${name}: {${common}, dataset: ${name}${model === '' ? '' : `, ${model}`}}`;
    }),
    'datasets:',
    ...tasks.map(({ name, labels = '[cat, dog]' }) => `  ${name}: {labels: ${labels}}`),
  ].join('\n');
}
