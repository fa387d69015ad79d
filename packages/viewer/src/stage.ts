import { overlay, TrailHistory } from '@farsight/client/overlay';
import type { LiveFrame, LiveOpening } from '@farsight/protocol/live';
import { draw } from './draw.js';

/** A frame with its image. */
export interface ShownFrame {
  readonly frame: LiveFrame;
  readonly image: Uint8Array;
}

/**
 * Draws the newest frame, as fast as the screen takes them. A frame that comes while another is decoded replaces the one
 * that waits.
 */
export class Stage {
  /** Whether results are drawn on the frames. */
  showResults = true;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #labels: LiveOpening['labels'] = {};
  #trails = new TrailHistory();
  #waiting: ShownFrame | undefined;
  #shown: { readonly frame: LiveFrame; readonly bitmap: ImageBitmap } | undefined;
  #busy = false;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('This browser cannot draw on a canvas.');
    this.#canvas = canvas;
    this.#context = context;
  }

  /** Begins another stream. */
  open(labels: LiveOpening['labels']): void {
    this.#labels = labels;
    this.#trails = new TrailHistory();
    this.#waiting = undefined;
  }

  show(shown: ShownFrame): void {
    this.#waiting = shown;
    // Frames that are not drawn are part of the way too.
    this.#trails.add(shown.frame.meta);
    if (!this.#busy) void this.#drawWaiting();
  }

  /** Draws the frame that is shown again, after a setting changed. */
  redraw(): void {
    if (this.#shown === undefined) return;
    const { frame, bitmap } = this.#shown;
    const { width, height } = frame;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    this.#context.drawImage(bitmap, 0, 0, width, height);
    if (!this.showResults) return;
    const style = { trails: this.#trails };
    draw(this.#context, overlay(frame.meta, this.#labels, { width, height }, style));
  }

  async #drawWaiting(): Promise<void> {
    this.#busy = true;
    while (this.#waiting !== undefined) {
      const { frame, image } = this.#waiting;
      this.#waiting = undefined;
      const bitmap = await decoded(image);
      if (bitmap === undefined) continue;
      this.#shown?.bitmap.close();
      this.#shown = { frame, bitmap };
      this.redraw();
      await nextPicture();
    }
    this.#busy = false;
  }
}

/** `undefined` for an image that the browser cannot decode: one bad frame does not end the show. */
async function decoded(image: Uint8Array): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(new Blob([image as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' }));
  } catch {
    return undefined;
  }
}

function nextPicture(): Promise<unknown> {
  return new Promise(requestAnimationFrame);
}
