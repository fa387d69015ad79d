import { FarsightError } from '@farsight/protocol';
import { onPixelMemoryIdle } from './pixel-memory.js';

/** Part of the WebAssembly API: TypeScript declares it for browsers only. */
interface WasmApi {
  readonly Module: new (binary: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule) => { readonly exports: unknown };
}
type WasmModule = object;

const wasm = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;

/** What every module of assembly/ exports. Addresses and sizes are bytes of `memory`. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  memoryStart(): number;
}

const pageBytes = 65_536;

/** An instance that has grown beyond this is not kept for the next image: its memory cannot shrink. */
const maxKeptBytes = 16 * 1024 * 1024;

/** A WebAssembly instance whose memory is handed out from the bottom up, for one image at a time. */
export class WasmKernel<Calls extends KernelExports> {
  readonly calls: Calls;
  #bytes: Uint8Array;
  #top: number;

  constructor(module: WasmModule) {
    this.calls = new wasm.Instance(module).exports as Calls;
    this.#bytes = new Uint8Array(this.calls.memory.buffer);
    this.#top = this.calls.memoryStart();
  }

  /** All memory. Fetch it anew after `reserve`, which may have moved it. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Whether it is small enough to be kept. */
  get isSmall(): boolean {
    return this.#bytes.length <= maxKeptBytes;
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
    const address = Math.ceil(this.#top / 16) * 16;
    this.#top = address + byteLength;
    if (this.#top > this.#bytes.length) this.#grow();
    return address;
  }

  #grow(): void {
    try {
      this.calls.memory.grow(Math.ceil((this.#top - this.#bytes.length) / pageBytes));
    } catch (cause) {
      const message = 'There is not enough memory for an image of this size.';
      throw new FarsightError('FRAME_TOO_LARGE', message, { cause });
    }
    this.#bytes = new Uint8Array(this.calls.memory.buffer);
  }
}

/** Keeps one instance of a module for a thread, from image to image until the thread is idle. */
export class KernelKeeper<Calls extends KernelExports> {
  readonly #base64: string;
  #module: WasmModule | undefined;
  #kept: WasmKernel<Calls> | undefined;

  /** @param base64 the module. */
  constructor(base64: string) {
    this.#base64 = base64;
    onPixelMemoryIdle(() => {
      this.#kept = undefined;
    });
  }

  /** Lends the instance to `use`; after anything but a FarsightError it is not trusted again. */
  lend<T>(use: (kernel: WasmKernel<Calls>) => T): T {
    this.#module ??= new wasm.Module(Buffer.from(this.#base64, 'base64'));
    const kernel = this.#kept ?? new WasmKernel<Calls>(this.#module);
    this.#kept = undefined;
    kernel.reset();
    try {
      const result = use(kernel);
      this.#keep(kernel);
      return result;
    } catch (error) {
      if (FarsightError.is(error)) this.#keep(kernel);
      throw error;
    }
  }

  #keep(kernel: WasmKernel<Calls>): void {
    if (kernel.isSmall) this.#kept = kernel;
  }
}
