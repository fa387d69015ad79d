import { jpegModule } from '../../gen/jpeg-module.js';
import { KernelKeeper, type KernelExports, type WasmKernel } from '../../pixels/wasm-kernel.js';

/** What assembly/jpeg exports; see there. Booleans are 0 or 1. */
interface DecoderCalls extends KernelExports {
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

/** The JPEG decoder's arithmetic. */
export type DecoderKernel = WasmKernel<DecoderCalls>;

/** This thread's. */
export const decoderKernel = new KernelKeeper<DecoderCalls>(jpegModule);
