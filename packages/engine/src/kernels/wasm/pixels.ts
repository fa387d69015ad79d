import { pixelsModule } from '../../gen/pixels-module.js';

/**
 * The row functions of `assembly/pixels.ts`. Pointers are byte offsets into the memory they were made with; what each
 * does, and the room its buffers need, is written there.
 */
export interface PixelKernels {
  bilinearRow(
    dst: number,
    count: number,
    above: number,
    below: number,
    offsets: number,
    weights: number,
    aboveWeight: number,
    belowWeight: number,
    bytesPerPixel: number,
  ): void;
  pickRow(dst: number, count: number, src: number, offsets: number, bytesPerPixel: number): void;
  filterAcross(
    dst: number,
    count: number,
    src: number,
    offsets: number,
    weights: number,
    pairCount: number,
    bytesPerPixel: number,
  ): void;
  filterDown(dst: number, count: number, rows: number, weights: number, pairCount: number): void;
  storePlane(dst: number, count: number, src: number, channel: number, scale: number, bias: number): void;
  storeHalves(dst: number, count: number, src: number, channel: number, table: number): void;
}

/** Part of the WebAssembly API: TypeScript declares it for browsers only. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface WasmApi {
  readonly Memory: new (options: { initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const wasm = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;
const pageBytes = 65536;
let compiled: object | undefined;

/**
 * Memory that the kernels work in. It only grows; growing replaces `buffer`, and views of the old one become empty.
 * The runtime reads and writes it in place: it is an ordinary ArrayBuffer.
 */
export class PixelMemory {
  readonly kernels: PixelKernels;
  readonly #memory: WasmMemory;

  /** @param byteLength room to start with, in bytes. */
  constructor(byteLength: number) {
    this.#memory = new wasm.Memory({ initial: Math.ceil(byteLength / pageBytes) });
    compiled ??= new wasm.Module(Buffer.from(pixelsModule, 'base64'));
    const instance = new wasm.Instance(compiled, { env: { memory: this.#memory } });
    this.kernels = instance.exports as PixelKernels;
  }

  get buffer(): ArrayBuffer {
    return this.#memory.buffer;
  }

  /** Makes room for `byteLength` bytes in all. Returns whether `buffer` was replaced. */
  reserve(byteLength: number): boolean {
    const missing = byteLength - this.#memory.buffer.byteLength;
    if (missing <= 0) return false;
    this.#memory.grow(Math.ceil(missing / pageBytes));
    return true;
  }
}
