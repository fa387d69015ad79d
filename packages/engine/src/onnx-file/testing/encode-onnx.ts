/** What a test wants in an .onnx file. */
export interface OnnxSketch {
  readonly inputs?: readonly ValueSketch[];
  readonly outputs?: readonly ValueSketch[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly nodes?: readonly NodeSketch[];
  readonly weights?: readonly WeightSketch[];
  readonly functions?: readonly (readonly NodeSketch[])[];
}
export interface ValueSketch {
  readonly name: string;
  /** Number of TensorProto.DataType; default 1 (float32). */
  readonly elementType?: number;
  /** Leave out for "no shape". */
  readonly dims?: readonly (number | string)[];
}
export interface NodeSketch {
  readonly op: string;
  readonly in?: readonly string[];
  readonly out?: readonly string[];
  /** Tensor attribute. */
  readonly tensor?: WeightSketch;
  /** Subgraph attribute. */
  readonly graph?: OnnxSketch;
}
export interface WeightSketch {
  readonly name: string;
  readonly dims?: readonly number[];
  readonly bytes?: Uint8Array;
  readonly location?: string;
  /** Write the dimensions as one packed field, as proto3 does. */
  readonly packed?: boolean;
}

/** Writes an .onnx file with just these parts. Written apart from the reader, from the protobuf and ONNX documents. */
export function encodeOnnx(sketch: OnnxSketch): Uint8Array<ArrayBuffer> {
  const metadata = Object.entries(sketch.metadata ?? {});
  return Uint8Array.from([
    ...varintField(1, 8),
    ...message(8, [...varintField(2, 17)]),
    ...message(7, graph(sketch)),
    ...metadata.flatMap((pair) => message(14, keyValue(pair))),
    ...(sketch.functions ?? []).flatMap((nodes) =>
      message(25, [...text(1, 'f'), ...nodes.flatMap((node) => message(7, encodeNode(node)))]),
    ),
  ]);
}

function graph(sketch: OnnxSketch): number[] {
  return [
    ...(sketch.nodes ?? []).flatMap((node) => message(1, encodeNode(node))),
    ...text(2, 'main'),
    ...(sketch.weights ?? []).flatMap((weight) => message(5, encodeTensor(weight))),
    ...(sketch.inputs ?? []).flatMap((value) => message(11, encodeValue(value))),
    ...(sketch.outputs ?? []).flatMap((value) => message(12, encodeValue(value))),
  ];
}

function encodeNode(node: NodeSketch): number[] {
  return [
    ...(node.in ?? []).flatMap((name) => text(1, name)),
    ...(node.out ?? []).flatMap((name) => text(2, name)),
    ...text(4, node.op),
    ...(node.tensor ? message(5, [...text(1, 'value'), ...message(5, encodeTensor(node.tensor))]) : []),
    ...(node.graph ? message(5, [...text(1, 'body'), ...message(6, graph(node.graph))]) : []),
  ];
}

function encodeTensor({ name, dims = [1], bytes, location, packed }: WeightSketch): number[] {
  return [
    ...(packed ? message(1, dims.flatMap(varint)) : dims.flatMap((dim) => varintField(1, dim))),
    ...varintField(2, 1),
    ...text(8, name),
    ...(bytes ? message(9, [...bytes]) : []),
    ...(location === undefined
      ? []
      : [...message(13, keyValue(['location', location])), ...varintField(14, 1)]),
  ];
}

function encodeValue({ name, elementType = 1, dims }: ValueSketch): number[] {
  const shape =
    dims &&
    message(
      2,
      dims.flatMap((dim) => message(1, encodeDim(dim))),
    );
  return [...text(1, name), ...message(2, message(1, [...varintField(1, elementType), ...(shape ?? [])]))];
}

function encodeDim(dim: number | string): number[] {
  return typeof dim === 'number' ? varintField(1, dim) : text(2, dim);
}

function keyValue([key, value]: readonly [string, string]): number[] {
  return [...text(1, key), ...text(2, value)];
}

function text(number: number, value: string): number[] {
  return message(number, [...new TextEncoder().encode(value)]);
}

function message(number: number, bytes: readonly number[]): number[] {
  return [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
}

function varintField(number: number, value: number): number[] {
  return [...varint(number * 8), ...varint(value)];
}

function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}
