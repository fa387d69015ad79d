import { jpegEncoderModule } from '../../gen/jpeg-encoder-module.js';
import { KernelKeeper, type KernelExports, type WasmKernel } from '../../pixels/wasm-kernel.js';

/** What assembly/jpeg-encoder exports; see there. */
interface EncoderCalls extends KernelExports {
  defineQuantiser(slot: number, steps: number): void;
  defineCodes(slot: number, counts: number, symbols: number): void;
  definePixels(bytes: number, red: number, green: number, blue: number): void;
  startPicture(
    width: number,
    height: number,
    components: number,
    subsampling: number,
    workspace: number,
  ): void;
  encodeMcuRow(row: number, pixels: number, rowBytes: number, rows: number, to: number): number;
}

/** The JPEG encoder's arithmetic. */
export type EncoderKernel = WasmKernel<EncoderCalls>;

/** This thread's. */
export const encoderKernel = new KernelKeeper<EncoderCalls>(jpegEncoderModule);
