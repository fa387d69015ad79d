import { overlay, TrailHistory, type OverlayStyle } from '@farsight/client/overlay';
import type { LiveFrame, LiveHeader, LiveOpening } from '@farsight/protocol/live';
import type { Detail } from './details.js';
import { draw } from './draw.js';
import type { FrameImage } from './frame-image.js';

/** A frame with its image. */
export interface ShownFrame {
  readonly frame: LiveFrame;
  readonly image: FrameImage;
}

/** As `LiveMessage`, but that the image may be decoded already. */
export interface ShownMessage {
  readonly header: LiveHeader;
  readonly image: FrameImage;
}

interface Drawn {
  readonly frame: LiveFrame;
  readonly bitmap: ImageBitmap | undefined;
  /** Whether the bitmap was decoded here, and is to be closed here. */
  readonly ours: boolean;
}

/** Behind the results of frames without an image. */
const noImage = '#2b3038';

/**
 * Draws the newest frame, as fast as the screen takes them. A frame that comes while another is decoded replaces the one
 * that waits.
 */
export class Stage {
  /** The ways of tracks. */
  trails = new TrailHistory();
  /** The box that is pointed at. */
  marked: Detail | undefined;
  /** Called when another frame is to be drawn. */
  onFrame: () => void = () => undefined;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #style: () => OverlayStyle | undefined;
  #labels: LiveOpening['labels'] = {};
  #waiting: ShownFrame | undefined;
  #shown: Drawn | undefined;
  #busy = false;

  /** @param style - how to draw results; undefined: not at all */
  constructor(canvas: HTMLCanvasElement, style: () => OverlayStyle | undefined) {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('This browser cannot draw on a canvas.');
    this.#canvas = canvas;
    this.#context = context;
    this.#style = style;
  }

  /** The frame that is drawn now. */
  get frame(): LiveFrame | undefined {
    return this.#shown?.frame;
  }

  /** Begins another stream. */
  open(labels: LiveOpening['labels']): void {
    this.#labels = labels;
    this.trails = new TrailHistory();
    this.marked = undefined;
    this.#waiting = undefined;
  }

  show(shown: ShownFrame): void {
    this.#waiting = shown;
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
    this.#context.fillStyle = noImage;
    // One that was closed meanwhile has no width: the history forgot the frame.
    if (bitmap === undefined || bitmap.width === 0) this.#context.fillRect(0, 0, width, height);
    else this.#context.drawImage(bitmap, 0, 0, width, height);
    const style = this.#style();
    if (style === undefined) return;
    draw(this.#context, overlay(frame.meta, this.#labels, { width, height }, style));
    this.#mark();
  }

  #mark(): void {
    if (this.marked === undefined) return;
    const [x1, y1, x2, y2] = this.marked.box;
    this.#context.strokeStyle = '#fff';
    this.#context.lineWidth = Math.max(2, this.#canvas.width / 320);
    this.#context.setLineDash([8, 6]);
    this.#context.strokeRect(x1, y1, x2 - x1, y2 - y1);
    this.#context.setLineDash([]);
  }

  async #drawWaiting(): Promise<void> {
    this.#busy = true;
    while (this.#waiting !== undefined) {
      const { frame, image } = this.#waiting;
      this.#waiting = undefined;
      const ours = image instanceof Uint8Array;
      const bitmap = ours ? await decoded(image) : image;
      if (this.#shown?.ours === true) this.#shown.bitmap?.close();
      this.#shown = { frame, bitmap, ours };
      this.onFrame();
      this.redraw();
      await nextPicture();
    }
    this.#busy = false;
  }
}

/** `undefined` for no image, or one that the browser cannot decode: one bad frame does not end the show. */
async function decoded(image: Uint8Array): Promise<ImageBitmap | undefined> {
  if (image.length === 0) return undefined;
  try {
    return await createImageBitmap(new Blob([image as Uint8Array<ArrayBuffer>]));
  } catch {
    return undefined;
  }
}

function nextPicture(): Promise<unknown> {
  return new Promise(requestAnimationFrame);
}
