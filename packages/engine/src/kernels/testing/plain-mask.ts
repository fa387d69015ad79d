import type { Prototypes } from '../masks/mask-cells.js';
import type { Placement } from '../placement.js';

/** A picture of floats, rows first. */
interface FloatPicture {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Where the frame is, and what it is. */
export interface PlainMaskFrame {
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly placement: Pick<Placement, 'resizedWidth' | 'resizedHeight' | 'left' | 'top'>;
}

/** The mask of a box before its threshold, a picture at a time: the twin of `MaskComposer`. Values in source pixels. */
export function plainMask(
  prototypes: Prototypes,
  coefficients: Float32Array,
  box: readonly [number, number, number, number],
  frame: PlainMaskFrame,
): FloatPicture {
  const small = picture(prototypes.width, prototypes.height, (x, y) => {
    let sum = 0;
    coefficients.forEach((coefficient, channel) => {
      sum += coefficient * prototypes.values[(channel * prototypes.height + y) * prototypes.width + x]!;
    });
    return 1 / (1 + Math.exp(-sum));
  });
  const full = resize(small, frame.inputWidth, frame.inputHeight);
  const [x1, y1, x2, y2] = box;
  const cropped = picture(full.width, full.height, (x, y) =>
    x >= x1 && x < x2 && y >= y1 && y < y2 ? at(full, x, y) : 0,
  );
  const { resizedWidth, resizedHeight, left, top } = frame.placement;
  const shown = picture(resizedWidth, resizedHeight, (x, y) => at(cropped, left + x, top + y));
  return resize(shown, frame.sourceWidth, frame.sourceHeight);
}

/** COCO's run lengths of the pixels above 0.5. */
export function plainRunLengths({ width, height, values }: FloatPicture): number[] {
  const lengths = [0];
  let last = 0;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const value = Number(values[y * width + x]! > 0.5);
      if (value !== last) lengths.push(0);
      last = value;
      lengths[lengths.length - 1]!++;
    }
  }
  return lengths;
}

/** OpenCV's INTER_LINEAR of floats. */
function resize(source: FloatPicture, width: number, height: number): FloatPicture {
  const position = (i: number, size: number, from: number): number =>
    Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / size - 0.5));
  return picture(width, height, (x, y) => {
    const px = position(x, width, source.width);
    const py = position(y, height, source.height);
    const [left, top] = [Math.floor(px), Math.floor(py)];
    const [right, bottom] = [Math.ceil(px), Math.ceil(py)];
    const [u, v] = [px - left, py - top];
    return (
      (1 - v) * ((1 - u) * at(source, left, top) + u * at(source, right, top)) +
      v * ((1 - u) * at(source, left, bottom) + u * at(source, right, bottom))
    );
  });
}

function picture(width: number, height: number, value: (x: number, y: number) => number): FloatPicture {
  const values = Float32Array.from({ length: width * height }, (_, i) =>
    value(i % width, Math.floor(i / width)),
  );
  return { width, height, values };
}

function at({ width, height, values }: FloatPicture, x: number, y: number): number {
  return x < 0 || y < 0 || x >= width || y >= height ? 0 : values[y * width + x]!;
}
