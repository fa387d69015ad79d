/**
 * How one axis of the source is sampled from the prototypes: bilinear from the prototypes to the input, then bilinear from
 * the part of the input that shows the frame to the source. As OpenCV's INTER_LINEAR both times: half-pixel centres, held
 * within the picture at its edges.
 */
export interface MaskAxis {
  /** Pixels of the source, the input and the prototypes along the axis. */
  readonly sourceSize: number;
  readonly inputSize: number;
  readonly protoSize: number;
  /** Per source pixel: the first of the two input pixels it lies between, perhaps outside the input. */
  readonly inputFirst: Int32Array;
  /** Per source pixel: how much of the second one. */
  readonly inputPart: Float64Array;
  /** Per input pixel: the first of the two prototype cells, from 0 to `protoSize - 1`. */
  readonly protoFirst: Int32Array;
  /** Per input pixel: how much of the second one; 0 at the last cell. */
  readonly protoPart: Float64Array;
}

/** The frame's place on one axis of the input. */
export interface ShownPart {
  /** Pixels of the source. */
  readonly sourceSize: number;
  /** Pixels of the resized frame. */
  readonly resizedSize: number;
  /** Input pixel where it starts; negative where it is cropped. */
  readonly offset: number;
}

export function maskAxis(part: ShownPart, inputSize: number, protoSize: number): MaskAxis {
  const { sourceSize, resizedSize, offset } = part;
  const toInput = linearTaps(sourceSize, resizedSize);
  const toProto = linearTaps(inputSize, protoSize);
  return {
    sourceSize,
    inputSize,
    protoSize,
    inputFirst: toInput.first.map((first) => first + offset),
    inputPart: toInput.part,
    protoFirst: toProto.first,
    protoPart: toProto.part,
  };
}

function linearTaps(size: number, fromSize: number): { first: Int32Array; part: Float64Array } {
  const first = new Int32Array(size);
  const part = new Float64Array(size);
  const scale = fromSize / size;
  for (let i = 0; i < size; i++) {
    const position = Math.min(fromSize - 1, Math.max(0, (i + 0.5) * scale - 0.5));
    first[i] = Math.floor(position);
    part[i] = position - first[i]!;
  }
  return { first, part };
}

/** Half-open range of pixels. */
export interface PixelRange {
  readonly start: number;
  readonly end: number;
}

/** Input pixels `i` with `from <= i < to`. */
export function inputRange({ inputSize }: MaskAxis, from: number, to: number): PixelRange {
  const start = Math.min(inputSize, Math.max(0, Math.ceil(from)));
  return { start, end: Math.max(start, Math.min(inputSize, Math.ceil(to))) };
}

/** Source pixels that take anything from a range of input pixels. */
export function sourceRange(axis: MaskAxis, { start, end }: PixelRange): PixelRange {
  if (start === end) return { start: 0, end: 0 };
  return { start: firstAtLeast(axis.inputFirst, start - 1), end: firstAtLeast(axis.inputFirst, end) };
}

/** Prototype cells that a range of input pixels, not empty, takes anything from. */
export function protoRange({ protoFirst, protoSize }: MaskAxis, { start, end }: PixelRange): PixelRange {
  return { start: protoFirst[start]!, end: Math.min(protoSize, protoFirst[end - 1]! + 2) };
}

/** Index of the first of rising values that is at least `least`. */
function firstAtLeast(values: Int32Array, least: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
