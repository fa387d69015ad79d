/** What an .onnx file says about itself, without its weights. */
export interface OnnxModel {
  /** Version of the file format. */
  readonly irVersion: number;
  /** Version of the default operator set; 0 if not stated. */
  readonly opset: number;
  /** Free key-value pairs; Ultralytics puts names, task, stride and imgsz here. */
  readonly metadata: ReadonlyMap<string, string>;
  /** What has to be fed: weights that are listed as inputs too (before format version 4) are left out. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** The steps of the main graph, in the order of the file. */
  readonly nodes: readonly OnnxNode[];
  /** Dimensions of the main graph's weights, by name. */
  readonly weightDims: ReadonlyMap<string, readonly number[]>;
  /** Files that hold weights outside this file, as it names them, each once. */
  readonly externalFiles: readonly string[];
}

/** An input or output. */
export interface OnnxValue {
  readonly name: string;
  /** Such as `float32`, `float16`, `uint8`; empty for what is not a tensor. */
  readonly elementType: string;
  /** A number where the size is fixed, else the name of the unknown size (may be empty). */
  readonly dims: readonly OnnxDim[];
  /** Whether the file says how many dimensions there are. */
  readonly hasShape: boolean;
}

/** Size along one axis: at least 1, or a name (may be empty) where it is not fixed. */
export type OnnxDim = number | string;

/** One step of a graph. */
export interface OnnxNode {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** For messages: `output0 [batch,9,?]`. */
export function describeValue(value: OnnxValue): string {
  const dims = value.dims.map((dim) => (dim === '' ? '?' : dim));
  return `${value.name} [${value.hasShape ? dims.join(',') : 'of unknown shape'}]`;
}
