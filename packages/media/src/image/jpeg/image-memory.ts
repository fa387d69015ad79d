import type { JpegFrame } from './frame-header.js';
import type { DecoderKernel } from './decoder-kernel.js';
import type { JpegTables } from './jpeg-tables.js';

/** Colour models, numbered as in assembly/jpeg/index.ts. */
const colourModels = { grey: 0, ycc: 1, rgb: 2, ycck: 3, cmyk: 4 } as const;

/** Rows of MCUs whose samples are kept; as in assembly/jpeg/component.ts. */
const ringRows = 3;

/** Bytes of 64 coefficients or quantisation steps. */
export const blockBytes = 128;

/** How far the kernel's loads and stores of 16 bytes (and of 16 pixels) may go past what they need. */
const slack = 64;

/** How far reading bits may run past the end of the data before it is noticed: once per MCU. */
const overrunBytes = 4096;

/** Addresses in the kernel's memory for one image. */
export interface ImageMemory {
  /** Quantisation steps of each component. */
  readonly quantisation: readonly number[];
  /** Pixels of one row of MCUs. */
  readonly pixels: number;
  /** The file from `sourceStart` on. */
  readonly source: number;
  /** Upper end of the area that entropy-coded segments are copied to. */
  readonly segmentTop: number;
}

/** Lays out memory for a frame and tells the kernel about it. `wholeCoefficients`: more than one scan will fill them. */
export function layOutImage(
  kernel: DecoderKernel,
  frame: JpegFrame,
  tables: JpegTables,
  wholeCoefficients: boolean,
  source: Uint8Array,
): ImageMemory {
  const { width, height, maxH, maxV } = frame;
  const workspace = kernel.reserve(6 * (width + slack));
  const pixels = kernel.reserve(8 * maxV * width * 3 + slack);
  kernel.calls.setMcus(frame.mcusPerRow, frame.mcuRows);
  kernel.calls.defineFrame(width, height, maxH, maxV, colourModel(frame, tables), workspace);
  const quantisation = frame.components.map((_, index) =>
    layOutComponent(kernel, frame, index, wholeCoefficients),
  );
  const segment = kernel.reserve(overrunBytes + source.length + slack);
  const at = kernel.reserve(source.length + slack);
  kernel.bytes.set(source, at);
  return { quantisation, pixels, source: at, segmentTop: segment + overrunBytes + source.length + slack };
}

/** Returns where its quantisation steps belong. */
function layOutComponent(
  kernel: DecoderKernel,
  { components }: JpegFrame,
  index: number,
  wholeCoefficients: boolean,
): number {
  const component = components[index];
  if (component === undefined) return 0;
  const { h, v, width, height, blocksPerRow, blockRows } = component;
  const quantisation = kernel.reserve(blockBytes);
  const stride = blocksPerRow * 8;
  const plane = kernel.reserve(ringRows * 8 * v * stride + slack);
  let coefficients = 0;
  if (wholeCoefficients) {
    const size = blocksPerRow * blockRows * blockBytes;
    coefficients = kernel.reserve(size);
    kernel.bytes.fill(0, coefficients, coefficients + size);
  }
  kernel.calls.defineComponent(
    index,
    h,
    v,
    width,
    height,
    quantisation,
    plane,
    stride,
    coefficients,
    blocksPerRow,
  );
  return quantisation;
}

/** What the components are, as libjpeg tells (jdapimin.c, default_decompress_parms). */
function colourModel({ components }: JpegFrame, { isJfif, adobeTransform }: JpegTables): number {
  if (components.length === 1) return colourModels.grey;
  if (components.length === 4) return (adobeTransform ?? 0) === 0 ? colourModels.cmyk : colourModels.ycck;
  if (isJfif) return colourModels.ycc;
  if (adobeTransform !== undefined) return adobeTransform === 0 ? colourModels.rgb : colourModels.ycc;
  const ids = String.fromCharCode(...components.map(({ id }) => id));
  return ids === 'RGB' ? colourModels.rgb : colourModels.ycc;
}
