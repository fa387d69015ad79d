import type { NetworkDefinition, TaskDefinition } from '../../definition.js';
import type { OnnxModel } from '../../onnx-file/onnx-model.js';
import { readOnnxFile } from '../../onnx-file/read-onnx.js';
import { tellHead } from './tell-head.js';

/**
 * Tells the heads a network file leaves open (`auto`) from the weights, once they are here. Only they say whether a
 * YOLOX export has its boxes decoded: the shapes of its outputs are the same. What they do not tell stays `auto`.
 */
export function settleHeads(definition: NetworkDefinition): NetworkDefinition {
  return { ...definition, tasks: definition.tasks.map(settleTask) };
}

function settleTask(task: TaskDefinition): TaskDefinition {
  const { decode } = task;
  if (decode.op !== 'decodeyolo' || decode.head !== 'auto') return task;
  const model = readIfPossible(task.model.weights.path);
  const output = model?.outputs.find(({ dims }) => dims.length === 3);
  if (model === undefined || output === undefined) return task;
  const { inputWidth: width, inputHeight: height, numClasses } = task.model;
  const head = tellHead(model, output, { width, height }, numClasses)?.head ?? 'auto';
  return { ...task, decode: { ...decode, head } };
}

/** Weights that cannot be read are refused, with the reason, by what loads them. */
function readIfPossible(path: string): OnnxModel | undefined {
  try {
    return readOnnxFile(path);
  } catch {
    return undefined;
  }
}
