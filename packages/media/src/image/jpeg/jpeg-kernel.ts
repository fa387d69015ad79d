import { FarsightError } from '@farsight/protocol';
import { jpegModule } from '../../gen/jpeg-module.js';
import { onPixelMemoryIdle } from '../../pixels/pixel-memory.js';

/** Part of the WebAssembly API: TypeScript declares it for browsers only. */
interface WasmApi {
  readonly Module: new (binary: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule) => { readonly exports: unknown };
}
type WasmModule = object;

const wasm = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;

/** What assembly/jpeg exports; see there. Addresses and sizes are bytes of `memory`. */
interface JpegExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  memoryStart(): number;
  defineFrame(
    width: number,
    height: number,
    maxH: number,
    maxV: number,
    colour: number,
    workspace: number,
  ): void;
  defineComponent(
    index: number,
    h: number,
    v: number,
    width: number,
    height: number,
    quantisation: number,
    plane: number,
    stride: number,
    coefficients: number,
    blocksPerRow: number,
  ): void;
  defineHuffman(tableClass: number, slot: number, counts: number, symbols: number): number;
  setMcus(perRow: number, rows: number): void;
  startScan(start: number, end: number, top: number, restartInterval: number): void;
  addToScan(component: number, dcSlot: number, acSlot: number): void;
  decodeMcuRow(row: number): number;
  decodeScan(kind: number, from: number, to: number, bit: number): number;
  transformMcuRow(row: number, components: number): void;
  writeMcuRow(row: number, to: number): void;
  sourcePosition(): number;
}

const pageBytes = 65_536;

/** An instance that has grown beyond this is not kept for the next frame: its memory cannot shrink. */
const maxKeptBytes = 16 * 1024 * 1024;

/** The decoder's arithmetic with its memory, which is handed out from the bottom up for one image at a time. */
export class JpegKernel {
  readonly calls: JpegExports;
  #bytes: Uint8Array;
  #top: number;

  constructor() {
    module ??= new wasm.Module(Buffer.from(jpegModule, 'base64'));
    this.calls = new wasm.Instance(module).exports as JpegExports;
    this.#bytes = new Uint8Array(this.calls.memory.buffer);
    this.#top = this.calls.memoryStart();
  }

  /** All memory. Fetch it anew after `reserve`, which may have moved it. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Forgets everything handed out. */
  reset(): void {
    this.#top = this.calls.memoryStart();
  }

  /**
   * Hands out memory, aligned to 16 bytes, contents undefined.
   *
   * @throws FarsightError FRAME_TOO_LARGE if there is not so much.
   */
  reserve(byteLength: number): number {
    const address = this.#top;
    this.#top = (address + byteLength + 15) & ~15;
    if (this.#top > this.#bytes.length || this.#top < 0) this.#grow();
    return address;
  }

  #grow(): void {
    const pages = Math.ceil((this.#top - this.#bytes.length) / pageBytes);
    try {
      if (this.#top < 0) throw new RangeError('More than 2 GB.');
      this.calls.memory.grow(pages);
    } catch (cause) {
      throw new FarsightError('FRAME_TOO_LARGE', 'There is not enough memory to decode this JPEG image.', {
        cause,
      });
    }
    this.#bytes = new Uint8Array(this.calls.memory.buffer);
  }

  /** Whether it is small enough to be kept. */
  get isSmall(): boolean {
    return this.#bytes.length <= maxKeptBytes;
  }
}

let module: WasmModule | undefined;

/** The thread's own kernel, while it is not in use. */
let kept: JpegKernel | undefined;

onPixelMemoryIdle(() => {
  kept = undefined;
});

/** Lends the thread's kernel to `use`; after anything but a FarsightError it is not trusted again. */
export function withJpegKernel<T>(use: (kernel: JpegKernel) => T): T {
  const kernel = kept ?? new JpegKernel();
  kept = undefined;
  kernel.reset();
  try {
    const result = use(kernel);
    keep(kernel);
    return result;
  } catch (error) {
    if (FarsightError.is(error)) keep(kernel);
    throw error;
  }
}

function keep(kernel: JpegKernel): void {
  if (kernel.isSmall) kept = kernel;
}
