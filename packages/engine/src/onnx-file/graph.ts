import type { OnnxDim, OnnxNode, OnnxValue } from './onnx-model.js';
import type { WireField, WireWalker } from './wire-fields.js';

/** The parts of a GraphProto that say what goes in and out. */
export interface Graph {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly weightDims: ReadonlyMap<string, readonly number[]>;
}

/** Most graphs inside each other (If, Loop and Scan have them); real ones have two or three. */
const maxDepth = 16;

/** Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const graph = { node: 1, initializer: 5, input: 11, output: 12, sparseInitializer: 15 };
const node = { input: 1, output: 2, opType: 4, attribute: 5 };
const attribute = { t: 5, g: 6, tensors: 10, graphs: 11, sparseTensor: 22, sparseTensors: 23 };
const tensor = { dims: 1, name: 8, externalData: 13 };
const sparseTensor = { values: 1, indices: 2 };
const entry = { key: 1, value: 2 };
const valueInfo = { name: 1, type: 2 };
const type = { tensor: 1 };
const tensorType = { elemType: 1, shape: 2 };
const shape = { dim: 1 };
const dimension = { value: 1, param: 2 };
const functionProto = { node: 7 };
const trainingInfo = { initialization: 1, algorithm: 2 };

/** TensorProto.DataType, by its numbers. */
// prettier-ignore
const elementTypes: readonly string[] = [
  '', 'float32', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'string', 'bool', 'float16',
  'float64', 'uint32', 'uint64', 'complex64', 'complex128', 'bfloat16',
];

/** Reads a GraphProto; adds the files its tensors name to `externalFiles`. */
export function readGraph(
  walker: WireWalker,
  field: WireField,
  externalFiles: Set<string>,
  depth = 0,
): Graph {
  if (depth > maxDepth) throw walker.broken(`it has graphs inside each other more than ${maxDepth} deep`);
  const nodes: OnnxNode[] = [];
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const weightDims = new Map<string, readonly number[]>();
  for (const part of messages(walker, field)) {
    switch (part.number) {
      case graph.node:
        nodes.push(readNode(walker, part, externalFiles, depth));
        break;
      case graph.initializer:
        weightDims.set(...readTensor(walker, part, externalFiles));
        break;
      case graph.sparseInitializer:
        weightDims.set(readSparseTensor(walker, part, externalFiles), []);
        break;
      case graph.input:
        inputs.push(readValue(walker, part));
        break;
      case graph.output:
        outputs.push(readValue(walker, part));
        break;
    }
  }
  return { nodes, inputs: inputs.filter(({ name }) => !weightDims.has(name)), outputs, weightDims };
}

/** Adds the files that the tensors of a FunctionProto name. */
export function scanFunction(walker: WireWalker, field: WireField, externalFiles: Set<string>): void {
  for (const part of messages(walker, field)) {
    if (part.number === functionProto.node) readNode(walker, part, externalFiles, 0);
  }
}

/** Adds the files that the tensors of a TrainingInfoProto name. */
export function scanTrainingInfo(walker: WireWalker, field: WireField, externalFiles: Set<string>): void {
  for (const part of messages(walker, field)) {
    if (part.number === trainingInfo.initialization || part.number === trainingInfo.algorithm) {
      readGraph(walker, part, externalFiles);
    }
  }
}

function readNode(walker: WireWalker, field: WireField, externalFiles: Set<string>, depth: number): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  let opType = '';
  for (const part of messages(walker, field)) {
    if (part.number === node.input) inputs.push(walker.text(part));
    if (part.number === node.output) outputs.push(walker.text(part));
    if (part.number === node.opType) opType = walker.text(part);
    if (part.number === node.attribute) scanAttribute(walker, part, externalFiles, depth);
  }
  return { opType, inputs, outputs };
}

function scanAttribute(
  walker: WireWalker,
  field: WireField,
  externalFiles: Set<string>,
  depth: number,
): void {
  for (const part of messages(walker, field)) {
    switch (part.number) {
      case attribute.t:
      case attribute.tensors:
        readTensor(walker, part, externalFiles);
        break;
      case attribute.sparseTensor:
      case attribute.sparseTensors:
        readSparseTensor(walker, part, externalFiles);
        break;
      case attribute.g:
      case attribute.graphs:
        readGraph(walker, part, externalFiles, depth + 1);
        break;
    }
  }
}

/** Gives the tensor's name and dimensions; its numbers are stepped over. */
function readTensor(
  walker: WireWalker,
  field: WireField,
  externalFiles: Set<string>,
): [name: string, dims: number[]] {
  let name = '';
  const dims: number[] = [];
  for (const part of walker.fields(field.start, field.end)) {
    if (part.number === tensor.dims) for (const dim of walker.numbers(part)) dims.push(dim);
    if (part.number === tensor.name && part.lengthDelimited) name = walker.text(part);
    if (part.number === tensor.externalData && part.lengthDelimited) {
      const [key, value] = readEntry(walker, part);
      if (key === 'location') externalFiles.add(value);
    }
  }
  return [name, dims];
}

/** Gives the name of the tensor of values, which stands for the whole. */
function readSparseTensor(walker: WireWalker, field: WireField, externalFiles: Set<string>): string {
  let name = '';
  for (const part of messages(walker, field)) {
    if (part.number === sparseTensor.values) [name] = readTensor(walker, part, externalFiles);
    if (part.number === sparseTensor.indices) readTensor(walker, part, externalFiles);
  }
  return name;
}

/** A StringStringEntryProto. */
export function readEntry(walker: WireWalker, field: WireField): [key: string, value: string] {
  let key = '';
  let value = '';
  for (const part of messages(walker, field)) {
    if (part.number === entry.key) key = walker.text(part);
    if (part.number === entry.value) value = walker.text(part);
  }
  return [key, value];
}

function readValue(walker: WireWalker, field: WireField): OnnxValue {
  let name = '';
  let tensorPart: WireField | undefined;
  for (const part of messages(walker, field)) {
    if (part.number === valueInfo.name) name = walker.text(part);
    if (part.number === valueInfo.type) tensorPart = lastMessage(walker, part, type.tensor);
  }
  if (tensorPart === undefined) return { name, elementType: '', dims: [], hasShape: false };
  const shapePart = lastMessage(walker, tensorPart, tensorType.shape);
  return {
    name,
    elementType: readElementType(walker, tensorPart),
    dims: shapePart === undefined ? [] : readDims(walker, shapePart),
    hasShape: shapePart !== undefined,
  };
}

function readElementType(walker: WireWalker, field: WireField): string {
  let code = 0;
  for (const part of walker.fields(field.start, field.end)) {
    if (part.number === tensorType.elemType) code = part.value;
  }
  return elementTypes[code] ?? `type ${code}`;
}

function readDims(walker: WireWalker, field: WireField): OnnxDim[] {
  const dims: OnnxDim[] = [];
  for (const part of messages(walker, field)) {
    if (part.number === shape.dim) dims.push(readDim(walker, part));
  }
  return dims;
}

/** Exporters write 0 and -1 for sizes that are not fixed. */
function readDim(walker: WireWalker, field: WireField): OnnxDim {
  let dim: OnnxDim = '';
  for (const part of walker.fields(field.start, field.end)) {
    if (part.number === dimension.value && !part.lengthDelimited) dim = part.value > 0 ? part.value : '';
    if (part.number === dimension.param && part.lengthDelimited) dim = walker.text(part);
  }
  return dim;
}

/** A field that occurs twice counts with its last value, as protobuf has it. */
function lastMessage(walker: WireWalker, field: WireField, number: number): WireField | undefined {
  let last: WireField | undefined;
  for (const part of messages(walker, field)) if (part.number === number) last = part;
  return last;
}

function* messages(walker: WireWalker, { start, end }: WireField): Generator<WireField, void, undefined> {
  for (const part of walker.fields(start, end)) if (part.lengthDelimited) yield part;
}
