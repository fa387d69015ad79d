import type { OnnxDim, OnnxValue } from '../../onnx-file/onnx-model.js';
import type { BareTask } from './bare-tasks.js';
import type { TaskEvidence, ToldTask } from './tell-task.js';
import { tellHead } from './tell-head.js';
import type { ToldHead } from './tell-head.js';

/** Reads a task off the outputs; undefined if they do not look like it. */
export type ReadTask = (evidence: TaskEvidence) => ToldTask | undefined;

/** How each task is read off the outputs. */
export const taskReaders: Readonly<Record<BareTask, ReadTask>> = {
  classification: (evidence) => oneVector(evidence, 'classification'),
  embedding: (evidence) => oneVector(evidence, 'embedding'),
  detection: (evidence) => ssd(evidence) ?? detr(evidence) ?? yoloDetector(evidence),
  segmentation,
  keypoints,
  faces,
  'oriented-boxes': orientedBoxes,
  semantic,
  depth,
  text,
};

const unknownHead: ToldHead = { head: 'auto', classes: 0, isYolox: false };

/** One output `[1, C]`, however many sizes of 1 are around it. */
function oneVector({ model }: TaskEvidence, task: 'classification' | 'embedding'): ToldTask | undefined {
  const [output] = model.outputs;
  if (output === undefined || model.outputs.length > 1 || !output.hasShape) return undefined;
  const beyondBatch = output.dims.length === 1 ? output.dims : output.dims.slice(1);
  const sizes = beyondBatch.filter((dim) => dim !== 1);
  const [classes = 1] = sizes;
  if (sizes.length > 1) return undefined;
  return { task, output, classes: task === 'classification' ? known(classes) : 0 };
}

/** TensorFlow's object detection API: four outputs, suppressed inside. Its classes are those of COCO, 1 to 90. */
function ssd({ model, overrides }: TaskEvidence): ToldTask | undefined {
  if (overrides.head !== undefined) return undefined;
  const output = model.outputs.find(({ name }) => /detection_boxes/i.test(name));
  return output === undefined ? undefined : { task: 'detection', output, classes: 0, detector: 'ssd' };
}

/** `logits [1,Q,C]` and `boxes [1,Q,4]`. */
function detr({ model, overrides }: TaskEvidence): ToldTask | undefined {
  if (overrides.head !== undefined || model.outputs.length !== 2) return undefined;
  const boxes = model.outputs.find(
    ({ name, dims }) => /box/i.test(name) && dims.length === 3 && dims[2] === 4,
  );
  const logits = model.outputs.find(({ name, dims }) => /logit/i.test(name) && dims.length === 3);
  if (boxes === undefined || logits === undefined || boxes === logits) return undefined;
  return { task: 'detection', output: logits, classes: known(logits.dims[2] ?? 0), detector: 'detr' };
}

/** The first output of three dimensions; raw outputs of the scales may come after it. */
function yoloDetector({ model, metadata, overrides, size }: TaskEvidence): ToldTask | undefined {
  const output = tables(model.outputs)[0];
  if (output === undefined) return undefined;
  const told = tellHead(model, output, size) ?? unknownHead;
  const isEndToEnd = metadata?.isEndToEnd === true && output.dims[2] === 6;
  const wanted = overrides.head ?? (isEndToEnd ? 'end-to-end' : told.head);
  const head = wanted === told.head ? told : { head: wanted, classes: 0, isYolox: wanted === 'yolox' };
  return { task: 'detection', output, classes: head.classes, head };
}

/** `[1, 4+C+M, N]` with prototypes `[1, M, h, w]`. */
function segmentation({ model, metadata }: TaskEvidence): ToldTask | undefined {
  const output = tables(model.outputs)[0];
  const prototypes = model.outputs.find(({ dims }) => dims.length === 4);
  if (output === undefined || prototypes === undefined || model.outputs.length !== 2) return undefined;
  const coefficients = known(prototypes.dims[1] ?? 0);
  const rows = known(output.dims[1] ?? 0);
  const classes = rows > 4 + coefficients && coefficients > 0 ? rows - 4 - coefficients : 0;
  return { task: 'segmentation', output, classes: firstKnown(metadata?.names.length, classes) };
}

/** `[1, 4+C+3K, N]`; with one class unless the metadata says otherwise. */
function keypoints({ model, metadata }: TaskEvidence): ToldTask | undefined {
  const output = tables(model.outputs)[0];
  if (output === undefined) return undefined;
  const classes = firstKnown(metadata?.names.length, 1);
  const columns = [output.dims[1], output.dims[2]].map((dim) => known(dim ?? 0)).filter((size) => size > 0);
  const points = (Math.min(...columns, Infinity) - 4 - classes) / 3;
  const counted = Number.isInteger(points) && points >= 1 ? points : 0;
  return { task: 'keypoints', output, classes, keypoints: firstKnown(metadata?.keypoints, counted) };
}

/** `[1, 4+C+1, N]`. */
function orientedBoxes({ model, metadata }: TaskEvidence): ToldTask | undefined {
  const output = tables(model.outputs)[0];
  if (output === undefined) return undefined;
  const rows = known(output.dims[1] ?? 0);
  return { task: 'oriented-boxes', output, classes: firstKnown(metadata?.names.length, rows - 5) };
}

/** RetinaFace's three outputs: boxes, scores, five landmarks. */
function faces({ model }: TaskEvidence): ToldTask | undefined {
  const [boxes, scores, landmarks] = [4, 2, 10].map((columns) =>
    tables(model.outputs).find(({ dims }) => dims[2] === columns),
  );
  if (boxes === undefined || scores === undefined || landmarks === undefined) return undefined;
  return { task: 'faces', output: boxes, classes: 1 };
}

/** One map `[1, C, H, W]` or `[1, H, W, C]`; of torchvision's two (`out`, `aux`) the first. */
function semantic({ model, overrides }: TaskEvidence): ToldTask | undefined {
  const [output, ...others] = model.outputs;
  if (output === undefined || !isMap(output)) return undefined;
  if (others.length > 0 && !(output.name === 'out' && others.every(({ name }) => name === 'aux')))
    return undefined;
  const channels = output.dims.length === 3 ? [] : [output.dims[1], output.dims[3]];
  const sizes = channels.map((dim) => known(dim ?? 0)).filter((size) => size > 0);
  const classes = sizes.length === 0 ? 0 : Math.min(...sizes);
  // A map of one channel may be a mask or a depth: nothing tells which.
  if (overrides.task === undefined && classes < 2) return undefined;
  return { task: 'semantic', output, classes: classes > 1 ? classes : 0 };
}

/** One map of one channel. */
function depth({ model }: TaskEvidence): ToldTask | undefined {
  const [output] = model.outputs;
  if (output === undefined || !isMap(output)) return undefined;
  const isOneChannel = output.dims.length === 3 || output.dims[1] === 1 || output.dims[3] === 1;
  return isOneChannel ? { task: 'depth', output, classes: 0 } : undefined;
}

/** `[1, C, T]` or `[1, T, C]`: the longer side is the classes, unless there are as many labels as the shorter. */
function text({ model, overrides }: TaskEvidence): ToldTask | undefined {
  const output = tables(model.outputs)[0];
  if (output === undefined || model.outputs.length > 1) return undefined;
  const sizes = [output.dims[1], output.dims[2]].map((dim) => known(dim ?? 0));
  const labels = overrides.labels?.length ?? 0;
  const counted = sizes.find((size) => labels > 1 && size >= labels && size <= labels + 2);
  return { task: 'text', output, classes: counted ?? Math.max(...sizes) };
}

/** Outputs of three dimensions. */
function tables(outputs: readonly OnnxValue[]): readonly OnnxValue[] {
  return outputs.filter(({ dims }) => dims.length === 3);
}

/** Outputs with a height and a width. */
function isMap({ dims }: OnnxValue): boolean {
  if (dims.length === 3) return true;
  return dims.length === 4 && dims.slice(1).filter((dim) => dim !== 1).length >= 2;
}

function known(dim: OnnxDim): number {
  return typeof dim === 'number' ? dim : 0;
}

/** What the metadata counts, else what the shape does; 0 if neither. */
function firstKnown(stated = 0, counted = 0): number {
  return stated > 0 ? stated : Math.max(0, counted);
}
