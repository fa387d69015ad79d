import { FarsightError, type PixelFrame } from '@farsight/protocol';
import { allocatePixels } from '../../pixels/pixel-memory.js';
import { bigEndian } from '../headers/byte-order.js';
import { isFrameHeader, markers, nextMarker, standsAlone } from '../headers/jpeg-markers.js';
import { damagedHeader, readFrameHeader, type JpegFrame } from './frame-header.js';
import { layOutImage, type ImageMemory } from './image-memory.js';
import { decoderKernel, type DecoderKernel } from './decoder-kernel.js';
import { JpegTables } from './jpeg-tables.js';
import { readScanHeader, scanKinds, type JpegScan } from './scan-header.js';

/** Most scans of an image: a file of a few hundred bytes could else ask for hours of work. Usual are 1 to 10. */
const maxScans = 100;

/**
 * Decodes a baseline, extended or progressive JPEG of 8 bits a sample, bit for bit as libjpeg-turbo does (and so OpenCV
 * and Pillow): `gray8` if it has one component, else `rgb24`. Not turned by its EXIF orientation. What follows its end
 * of image does not matter.
 *
 * The caller has checked the size. @throws FarsightError INVALID_FRAME if it is damaged or not complete; UNSUPPORTED
 */
export function decodeJpeg(data: Uint8Array): PixelFrame {
  return decoderKernel.lend((kernel) => {
    const decoder = new JpegDecoder(data, kernel);
    try {
      return decoder.decode();
    } catch (error) {
      decoder.pixels?.[Symbol.dispose]();
      throw error;
    }
  });
}

class JpegDecoder {
  pixels: PixelFrame | undefined;
  readonly #data: Uint8Array;
  readonly #kernel: DecoderKernel;
  readonly #tables: JpegTables;
  #frame: JpegFrame | undefined;
  /** Set up at the first scan. */
  #memory: ImageMemory | undefined;
  /** Where the first scan's header is: the part of the file that the kernel has. */
  #sourceStart = 0;
  #scans = 0;
  /** Components whose quantisation steps are fixed: those that had a scan. */
  readonly #started = new Set<number>();

  constructor(data: Uint8Array, kernel: DecoderKernel) {
    this.#data = data;
    this.#kernel = kernel;
    this.#tables = new JpegTables(kernel);
  }

  decode(): PixelFrame {
    let at = 2;
    for (;;) {
      const marker = nextMarker(this.#data, at);
      if (marker === undefined) throw new FarsightError('INVALID_FRAME', 'The JPEG image is cut short.');
      if (marker.value === markers.eoi) return this.#finish();
      at = marker.value === markers.sos ? this.#scan(marker.end) : this.#segment(marker.value, marker.end);
    }
  }

  /** Takes a segment in; where the next one may start. */
  #segment(marker: number, at: number): number {
    if (standsAlone(marker)) return at;
    const length = bigEndian.u16(this.#data, at);
    if (length < 2 || at + length > this.#data.length) throw damagedHeader();
    if (isFrameHeader(marker)) {
      if (this.#frame !== undefined) throw damagedHeader();
      this.#frame = readFrameHeader(this.#data, at, marker - markers.sof0);
    } else {
      this.#tables.define(marker, this.#data.subarray(at + 2, at + length));
    }
    return at + length;
  }

  /** Decodes a scan; where it ends. */
  #scan(at: number): number {
    const frame = this.#frame;
    if (frame === undefined || ++this.#scans > maxScans) throw damagedHeader();
    const scan = readScanHeader(this.#data, at, frame);
    // An image that is complete after one scan has its pixels already.
    if (this.pixels !== undefined) return scan.start;
    const wholeCoefficients = frame.progressive || scan.members.length < frame.components.length;
    if (this.#memory === undefined) this.#sourceStart = at;
    this.#memory ??= layOutImage(
      this.#kernel,
      frame,
      this.#tables,
      wholeCoefficients,
      this.#data.subarray(at),
    );
    this.#startScan(scan, frame, this.#memory);
    if (scan.kind === scanKinds.sequential && scan.members.length === frame.components.length) {
      this.#writePixels(frame, this.#memory, (row) => this.#kernel.calls.decodeMcuRow(row) !== 0);
    } else if (this.#kernel.calls.decodeScan(scan.kind, scan.from, scan.to, scan.bit) === 0) {
      throw damagedData();
    }
    return this.#sourceStart + this.#kernel.calls.sourcePosition() - this.#memory.source;
  }

  #startScan(scan: JpegScan, frame: JpegFrame, memory: ImageMemory): void {
    const { calls } = this.#kernel;
    const start = memory.source + scan.start - this.#sourceStart;
    const end = memory.source + this.#data.length - this.#sourceStart;
    calls.startScan(start, end, memory.segmentTop, this.#tables.restartInterval);
    for (const { index, dcSlot, acSlot } of scan.members) {
      this.#tables.needHuffman(0, dcSlot);
      this.#tables.needHuffman(1, acSlot);
      this.#startComponent(index, scan, frame, memory);
      calls.addToScan(index, dcSlot, acSlot);
    }
  }

  /** The quantisation steps that hold when a component first occurs in a scan are its own (T.81 B.2.4.1). */
  #startComponent(index: number, scan: JpegScan, frame: JpegFrame, memory: ImageMemory): void {
    const component = frame.components[index];
    const at = memory.quantisation[index];
    if (component === undefined || at === undefined) throw damagedHeader();
    if (!this.#started.has(index)) {
      const steps = this.#tables.quantisation(component.quantisationSlot);
      new Uint16Array(this.#kernel.bytes.buffer, at, steps.length).set(steps);
      this.#started.add(index);
    } else if (scan.kind === scanKinds.sequential) {
      throw damagedHeader();
    }
  }

  #finish(): PixelFrame {
    if (this.pixels !== undefined) return this.pixels;
    const frame = this.#frame;
    if (frame === undefined || this.#memory === undefined) throw damagedHeader();
    if (this.#started.size < frame.components.length) throw damagedData();
    return this.#writePixels(frame, this.#memory, (row) => {
      this.#kernel.calls.transformMcuRow(row, frame.components.length);
      return true;
    });
  }

  /**
   * Writes the pixels of each row of MCUs as soon as the samples of the next one are there: upsampling looks one row
   * further.
   */
  #writePixels(frame: JpegFrame, memory: ImageMemory, makeSamples: (row: number) => boolean): PixelFrame {
    const { width, height, components, mcuRows, maxV } = frame;
    const pixels = allocatePixels(width, height, components.length === 1 ? 'gray8' : 'rgb24');
    this.pixels = pixels;
    const { data, strideBytes } = pixels;
    const { bytes, calls } = this.#kernel;
    const write = (row: number): void => {
      calls.writeMcuRow(row, memory.pixels);
      const first = row * maxV * 8;
      const size = (Math.min(first + maxV * 8, height) - first) * strideBytes;
      data.set(bytes.subarray(memory.pixels, memory.pixels + size), first * strideBytes);
    };
    for (let row = 0; row < mcuRows; row++) {
      if (!makeSamples(row)) throw damagedData();
      if (row > 0) write(row - 1);
    }
    write(mcuRows - 1);
    return pixels;
  }
}

function damagedData(): FarsightError {
  return new FarsightError('INVALID_FRAME', 'The JPEG image is damaged.');
}
