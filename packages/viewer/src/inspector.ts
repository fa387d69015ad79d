import type { OverlayStyle } from '@farsight/client/overlay';
import type { LiveOpening } from '@farsight/protocol/live';
import { detailAt, detailsOf, type Detail } from './details.js';
import { byId, make } from './element.js';
import type { Stage } from './stage.js';

/** Tells about the box that is pointed at, or chosen with the keyboard. */
export class Inspector {
  /** Class names of the stream that is shown. */
  labels: LiveOpening['labels'] = {};
  readonly #stage: Stage;
  readonly #style: () => OverlayStyle | undefined;
  readonly #canvas = byId('canvas', HTMLCanvasElement);
  readonly #tip = byId('tip', HTMLElement);
  #pointer: { readonly x: number; readonly y: number } | undefined;
  #chosen: number | undefined;

  constructor(stage: Stage, style: () => OverlayStyle | undefined) {
    this.#stage = stage;
    this.#style = style;
    stage.onFrame = () => this.#mark();
    this.#canvas.addEventListener('pointermove', ({ offsetX: x, offsetY: y }) => this.#point({ x, y }));
    this.#canvas.addEventListener('pointerleave', () => this.#point(undefined));
  }

  /** Chooses the box that comes so many places after the one chosen last; what was found about it. */
  choose(by: number): Detail | undefined {
    const details = this.#details();
    if (details.length === 0) return undefined;
    const from = this.#chosen ?? (by > 0 ? -1 : 0);
    this.#chosen = (from + by + details.length) % details.length;
    this.#pointer = undefined;
    this.#mark();
    this.#stage.redraw();
    return this.#stage.marked;
  }

  /** Points at nothing. */
  clear(): void {
    this.#point(undefined);
  }

  #details(): readonly Detail[] {
    const { frame } = this.#stage;
    const style = this.#style();
    return frame === undefined || style === undefined ? [] : detailsOf(frame.meta, this.labels, style);
  }

  #point(pointer: { readonly x: number; readonly y: number } | undefined): void {
    this.#pointer = pointer;
    this.#chosen = undefined;
    this.#mark();
    this.#stage.redraw();
  }

  #mark(): void {
    this.#stage.marked = this.#find();
    this.#show(this.#stage.marked);
  }

  #find(): Detail | undefined {
    if (this.#chosen !== undefined) return this.#details()[this.#chosen];
    if (this.#pointer === undefined) return undefined;
    const { scale, left, top } = this.#shownAt();
    return detailAt(this.#details(), (this.#pointer.x - left) / scale, (this.#pointer.y - top) / scale);
  }

  /** How the frame lies in the canvas element, which may be wider or higher than it. */
  #shownAt(): { scale: number; left: number; top: number } {
    const { width, height, clientWidth, clientHeight } = this.#canvas;
    const scale = Math.min(clientWidth / width, clientHeight / height);
    return { scale, left: (clientWidth - scale * width) / 2, top: (clientHeight - scale * height) / 2 };
  }

  #show(detail: Detail | undefined): void {
    this.#tip.hidden = detail === undefined;
    if (detail === undefined) return;
    const { scale, left, top } = this.#shownAt();
    const [x1, , , y2] = detail.box;
    const x = this.#pointer?.x ?? left + scale * x1;
    const y = this.#pointer?.y ?? top + scale * y2;
    const lines = detail.lines.map((line) => make('span', {}, line));
    this.#tip.replaceChildren(make('strong', {}, detail.title), ...lines);
    const { clientWidth, clientHeight } = this.#canvas;
    this.#tip.style.left = `${Math.max(0, Math.min(x + 14, clientWidth - this.#tip.offsetWidth - 4))}px`;
    this.#tip.style.top = `${Math.max(0, Math.min(y + 14, clientHeight - this.#tip.offsetHeight - 4))}px`;
  }
}
